package io.github.redsessions.store;

import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionGoneException;
import io.github.redsessions.SessionsUnderTest;
import io.github.redsessions.testkit.MutableClock;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RawRecord;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Records that the versions which released their format have written: they read for ever, and a
 * change leaves them in their format. Spring-session #529, #1939.
 */
class FormatFixturesIT {

  private final RedisServer server = RedisServer.shared();
  private final String prefix = RandomPrefix.next();
  private Vertx vertx;
  private MutableClock clock;
  private RedisSessions sessions;
  private RedisSessionStore store;

  /** Every record of every file, read by a server that writes either format. */
  static Stream<Arguments> records() {
    return IntStream.rangeClosed(1, 2)
        .boxed()
        .flatMap(
            format ->
                FormatFixtures.of(format).stream()
                    .flatMap(
                        record ->
                            Stream.of(1, 2)
                                .map(
                                    own ->
                                        Arguments.of(
                                            format, record.getString("name"), own, record))));
  }

  @BeforeEach
  void openVertx() {
    vertx = Vertx.vertx();
  }

  @AfterEach
  void close() {
    await(sessions.close());
    await(vertx.close());
  }

  @ParameterizedTest(name = "{1}, format {0}, at a server that writes {2}")
  @MethodSource("records")
  void recordOfEveryFormat_readsAsItWasWritten(
      int format, String name, int own, JsonObject fixture) {
    plant(fixture, own);

    assertThat(FixtureView.of(loaded(fixture.getString("id"))))
        .isEqualTo(fixture.getJsonObject("expected"));
    assertThat(raw(fixture).format()).isEqualTo(format);
    String retired = fixture.getString("retiredId");
    if (retired != null) {
      assertThat(await(store.find(retired)).outcome()).isEqualTo(SessionLookup.Outcome.LATE);
      clock.advance(Duration.ofSeconds(10));
      assertThat(await(store.find(retired)).outcome()).isEqualTo(SessionLookup.Outcome.RETIRED);
    }
  }

  @ParameterizedTest(name = "{1}, format {0}, at a server that writes {2}")
  @MethodSource("records")
  void changes_leaveARecordInItsFormat_andWhatALaterVersionAdded(
      int format, String name, int own, JsonObject fixture) {
    plant(fixture, own);
    plantOfLaterVersion(fixture, format);
    clock.advance(Duration.ofSeconds(1));

    RedisSession session = loaded(fixture.getString("id"));
    session.put("added", "by a newer server");
    await(store.put(session));
    for (int i = 2; i <= 6; i++) {
      session.put("added", i);
      await(store.put(session));
    }
    session.regenerateId();
    boolean loggedIn = fixture.getJsonObject("expected").getJsonObject("user") != null;
    if (loggedIn) {
      session.elevation().raise("a level", Duration.ofMinutes(1));
    }
    await(store.put(session));
    clock.advance(Duration.ofMinutes(2));
    await(store.put(session));

    JsonObject expected = fixture.getJsonObject("expected").copy();
    expected.getJsonObject("attributes").put("added", "Integer 6");
    expected.put("version", expected.getInteger("version") + 7);
    expected.put("lastAccess", clock.millis()).put("level", null);
    RedisSession read = loaded(session.id());
    read.put("later", null);
    if (read.get("own id") instanceof String bound) {
      // What was bound to the id of before is bound to none.
      assertThat(bound).doesNotContain(fixture.getString("id").substring(22)).endsWith("/token");
      expected.getJsonObject("attributes").put("own id", FixtureView.text(bound));
    }
    assertThat(FixtureView.of(read)).isEqualTo(expected);
    assertThat(read.elevation().storedLevel()).isEqualTo(loggedIn ? "a level" : null);
    assertThat(read.elevation().hasLapsed()).isEqualTo(loggedIn);

    assertThat(raw(fixture).format()).isEqualTo(format);
    Map<String, String> fields = raw(fixture).fields();
    assertThat(fields)
        .containsEntry("z", "zeta")
        .containsEntry("later", "field")
        .containsEntry("d.later", "~later:x");
    if (format == 2) {
      assertThat(fields.get("m")).endsWith(" 17 - later");
    }
  }

  @ParameterizedTest(name = "{1}, format {0}, at a server that writes {2}")
  @MethodSource("records")
  void recordOfEveryFormat_isListed_andEnds(int format, String name, int own, JsonObject fixture) {
    plant(fixture, own);
    JsonObject user = fixture.getJsonObject("expected").getJsonObject("user");
    String subject = user == null ? null : user.getJsonObject("principal").getString("sub");
    String id = fixture.getString("id");
    if (subject == null) {
      RedisSession session = loaded(id);
      String retired = fixture.getString("retiredId");
      await(store.delete(retired == null ? id : retired));
      assertThat(failureOf(store.put(session.put("late", 1))))
          .isInstanceOf(SessionGoneException.class);
    } else {
      // Compared with the revocations and put into the index.
      await(store.put(loaded(id)));
      clock.advance(Duration.ofMinutes(1));
      await(store.put(loaded(id)));
      assertThat(await(sessions.sessionsOf(subject)))
          .singleElement()
          .satisfies(
              info -> {
                assertThat(info.handle()).isEqualTo(id.substring(0, 22));
                assertThat(info.lastAccess()).isEqualTo(clock.instant());
                assertThat(info.level())
                    .isEqualTo(fixture.getJsonObject("expected").getString("level"));
              });
      assertThat(await(sessions.revoke("somebody else", id.substring(0, 22)))).isFalse();
      assertThat(await(sessions.revokeAll(subject))).isEqualTo(1);
    }
    assertThat(await(store.get(id))).isNull();
    assertThat(server.command("EXISTS", key(fixture))).isEqualTo(0L);
  }

  private void plantOfLaterVersion(JsonObject fixture, int format) {
    server.command("HSET", key(fixture), "z", "zeta", "later", "field", "d.later", "~later:x");
    if (format == 2) {
      String numbers = raw(fixture).fields().get("m");
      server.command("HSET", key(fixture), "m", numbers + " 17 - later");
    }
  }

  /** Puts a record into Redis as its fixture has it, at the time at which that was written. */
  private void plant(JsonObject fixture, int ownFormat) {
    clock = new MutableClock(Instant.ofEpochMilli(fixture.getLong("at")));
    JsonObject config = TestConfig.of(server, prefix);
    config.getJsonObject("session").put("format", ownFormat);
    sessions = await(SessionsUnderTest.open(vertx, config, clock));
    store = (RedisSessionStore) sessions.store();
    List<String> command = new ArrayList<>(List.of("HSET", key(fixture)));
    for (Map.Entry<String, Object> field : fixture.getJsonObject("fields")) {
      command.add(field.getKey());
      command.add((String) field.getValue());
    }
    server.command(command.toArray(String[]::new));
    server.command("PEXPIRE", key(fixture), "600000");
  }

  private String key(JsonObject fixture) {
    return prefix + ":s:" + fixture.getString("id").substring(0, 22);
  }

  private RawRecord raw(JsonObject fixture) {
    return RawRecord.of(server, key(fixture));
  }

  private RedisSession loaded(String id) {
    return (RedisSession) await(store.get(id));
  }
}
