package io.github.redsessions.store;

import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.redis.Importance;
import io.github.redsessions.redis.RedisCommands;
import io.github.redsessions.redis.Script;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RawRecord;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a write does, also when it reaches Redis twice because its first reply was lost. */
class SaveScriptIT {

  @Test
  void scripts_sayInTheirFirstLineWhatTheyTake() {
    for (Script script : SessionScripts.ALL) {
      assertThat(script.body().lines().findFirst().orElseThrow())
          .startsWith("-- KEYS: ")
          .contains("ARGV: ")
          .contains("reply: ");
    }
  }

  @Nested
  class First extends Saves {

    @Override
    List<String> fieldsOfNew() {
      return List.of("f", "1", "v", "1", "c", "100", "a", "101", "i", "1800", "x", "4300");
    }

    @Override
    Script script() {
      return SessionScripts.SAVE;
    }

    @Override
    List<Object> numbers() {
      return List.of();
    }

    @Override
    long argument(long now) {
      return now;
    }

    @Test
    void rotation_saysWhenItWas() {
      save("secret", "write001", 150, "", "fresh", List.of());
      assertThat(field("o")).isEqualTo("secret");
      assertThat(field("r")).isEqualTo("150");
    }
  }

  @Nested
  class Second extends Saves {

    @Override
    List<String> fieldsOfNew() {
      return List.of("m", "2 1 100 1800 1 4200 - -");
    }

    @Override
    Script script() {
      return SessionScripts.SAVE_2;
    }

    @Override
    List<Object> numbers() {
      return List.of("", "", "");
    }

    @Override
    long argument(long now) {
      return now - 100;
    }

    @Test
    void rotation_saysWhenItWas() {
      save("secret", "write001", 150, "", "fresh", List.of());
      assertThat(field("o")).isEqualTo("secret 50");
    }

    @Test
    void numbers_areReplacedOneByOne_andThoseOfALaterVersionStay() {
      server.command("HSET", key, "m", "2 1 100 1800 1 4200 - - 17 x");
      run("secret", "write001", 60, "", "", "9999", "55", "", 0);
      assertThat(field("m")).isEqualTo("2 2 100 1800 60 9999 55 - 17 x");
      run("secret", "", 70, "", "", "", "", "66", 0);
      assertThat(field("m")).isEqualTo("2 2 100 1800 70 9999 55 66 17 x");
      run("secret", "write002", 71, "", "", "", "", "-", 0);
      assertThat(field("m")).isEqualTo("2 3 100 1800 71 9999 55 - 17 x");
    }

    @Test
    void largeNumbers_stayExact() {
      server.command(
          "HSET", key, "m", "2 2147483646 1795680000000 34560000000 -5 345600000000 0 1");
      run("secret", "write001", 345_599_999_999L, "2147483646", "", "", "", "", 0);
      assertThat(field("m"))
          .isEqualTo("2 2147483647 1795680000000 34560000000 345599999999 345600000000 0 1");
    }

    @Test
    void recordWhoseNumbersAreDamaged_orOfALaterFormat_isLeftAsItIs() {
      for (String numbers :
          List.of("", "2", "2 x 100 1800 1 4200 - -", "3 1 100 1800 1 4200 - -")) {
        server.command("HSET", key, "m", numbers);
        Future<Response> saved =
            send(List.of(60_000, "secret", "write001", 9, "", "", "", "", "", 0, "d.n", "1"));
        assertThat(failureOf(saved)).as(numbers).hasMessageContaining("save2.lua");
        assertThat(field("m")).isEqualTo(numbers);
        assertThat(field("d.n")).isNull();
      }
    }

    private void run(Object... args) {
      List<Object> all = new ArrayList<>(List.of(60_000));
      all.addAll(List.of(args));
      assertThat(await(send(all)).toInteger()).isPositive();
    }
  }

  abstract static class Saves {

    final RedisServer server = RedisServer.shared();
    final String key = RandomPrefix.next();
    private Vertx vertx;
    private RedisCommands commands;

    /** Those of a record that was created at 100, used at 101 and ends at 4300. */
    abstract List<String> fieldsOfNew();

    abstract Script script();

    /** What the script takes between the new secret's hash and the deletions. */
    abstract List<Object> numbers();

    /** How the script takes a time. */
    abstract long argument(long now);

    @BeforeEach
    void createRecord() {
      vertx = Vertx.vertx();
      JsonObject redis = TestConfig.redis(server.uri());
      SessionsConfig config = SessionsConfig.from(new JsonObject().put("redis", redis));
      commands = await(RedisCommands.open(vertx, config.redis(), SessionScripts.ALL));
      assertThat(create("secret")).isEqualTo(1);
    }

    @AfterEach
    void close() {
      await(commands.close());
      await(vertx.close());
    }

    @Test
    void save_thatIsSentTwice_isAppliedOnceAndRepliesTheSame() {
      assertThat(save("secret", "write001", "", "", "d.n", "1")).isEqualTo(2);
      assertThat(save("secret", "write001", "", "", "d.n", "1")).isEqualTo(2);
      assertThat(raw().version()).isEqualTo(2);
    }

    @Test
    void strictSave_thatIsSentTwice_isNoConflictWithItself() {
      assertThat(save("secret", "write001", "1", "", "d.n", "1")).isEqualTo(2);
      assertThat(save("secret", "write001", "1", "", "d.n", "1")).isEqualTo(2);
      assertThat(save("secret", "write002", "1", "", "d.n", "2"))
          .isEqualTo(SessionScripts.CONFLICT);
    }

    @Test
    void repeatedSave_afterThreeOthers_doesNotUndoThemAndRepliesItsOwnVersion() {
      assertThat(save("secret", "write001", "", "", "d.n", "1")).isEqualTo(2);
      for (int i = 2; i <= 4; i++) {
        assertThat(save("secret", "write00" + i, "", "", "d.n", "" + i)).isEqualTo(i + 1);
      }
      assertThat(save("secret", "write001", "", "", "d.n", "1")).isEqualTo(2);
      assertThat(field("d.n")).isEqualTo("4");
      assertThat(raw().version()).isEqualTo(5);
    }

    @Test
    void rotation_thatIsSentTwice_isRecognised_andTheOldSecretIsDead() {
      assertThat(save("secret", "write001", "", "fresh", "d.n", "1")).isEqualTo(2);
      assertThat(save("secret", "write001", "", "fresh", "d.n", "1")).isEqualTo(2);
      assertThat(save("secret", "write002", "", "", "d.n", "2")).isEqualTo(SessionScripts.GONE);
      assertThat(field("h")).isEqualTo("fresh");
    }

    @Test
    void destroy_takesTheSecretAndTheRetiredOne_andNoOther() {
      server.command("HSET", key, "u", script().equals(SessionScripts.SAVE) ? "alice" : "alice 17");
      save("secret", "write001", "", "fresh", "d.n", "1");
      assertThat(destroy("other")).isEqualTo("0");
      assertThat(destroy("secret 0")).isEqualTo("0");
      assertThat(destroy("secret")).isEqualTo("alice");
      assertThat(destroy("secret")).isEqualTo("0");
      create("secret");
      assertThat(destroy("secret")).isEqualTo("1");
      assertThat(server.command("EXISTS", key)).isEqualTo(0L);
    }

    @Test
    void create_thatIsSentTwice_succeedsTwice_butNotForAnotherSecret() {
      assertThat(create("secret")).isEqualTo(1);
      assertThat(create("other")).isEqualTo(SessionScripts.TAKEN);
      assertThat(field("h")).isEqualTo("secret");
    }

    @Test
    void save_ofAMissingRecord_createsNothing() {
      server.command("DEL", key);
      assertThat(save("secret", "write001", "", "", "d.n", "1")).isEqualTo(SessionScripts.GONE);
      assertThat(save("secret", "", "", "", "d.n", "1")).isEqualTo(SessionScripts.GONE);
      assertThat(server.command("EXISTS", key)).isEqualTo(0L);
    }

    @Test
    void lastAccess_neverGoesBack_andATouchCountsAsNoWrite() {
      assertThat(save("secret", "", 500, "", "", List.of())).isEqualTo(1);
      assertThat(raw().lastAccess()).isEqualTo(500);
      assertThat(save("secret", "write001", 400, "", "", List.of("d.n", "1"))).isEqualTo(2);
      assertThat(save("secret", "", 99, "", "", List.of())).isEqualTo(2);
      assertThat(raw().lastAccess()).isEqualTo(500);
      assertThat(raw().version()).isEqualTo(2);
      assertThat(raw().deadline()).isEqualTo(4300);
      assertThat(raw().created()).isEqualTo(100);
      assertThat(raw().idleTimeout()).isEqualTo(1800);
      assertThat(field("w")).isEqualTo("write001write000");
    }

    RawRecord raw() {
      return RawRecord.of(server, key);
    }

    String field(String name) {
      return (String) server.command("HGET", key, name);
    }

    private int create(String secretHash) {
      List<Object> args = new ArrayList<>(List.of(60_000, secretHash, "w", "write000"));
      args.addAll(fieldsOfNew());
      return await(commands.run(SessionScripts.CREATE, key, args, Importance.DATA)).toInteger();
    }

    private String destroy(String secretHash) {
      List<Object> args = List.of(secretHash, "");
      return await(commands.run(SessionScripts.DESTROY, key, args, Importance.DATA)).toString();
    }

    private int save(
        String secretHash, String writeId, String version, String newSecretHash, String... sets) {
      return save(secretHash, writeId, 102, version, newSecretHash, List.of(sets));
    }

    int save(
        String secretHash,
        String writeId,
        long now,
        String version,
        String newSecretHash,
        List<String> sets) {
      List<Object> args = new ArrayList<>();
      args.addAll(List.of(60_000, secretHash, writeId, argument(now), version, newSecretHash));
      args.addAll(numbers());
      args.add(0);
      args.addAll(sets);
      return await(send(args)).toInteger();
    }

    Future<Response> send(List<Object> args) {
      return commands.run(script(), key, args, Importance.DATA);
    }
  }
}
