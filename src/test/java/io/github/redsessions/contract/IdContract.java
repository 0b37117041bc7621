package io.github.redsessions.contract;

import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.SessionConflictException;
import io.github.redsessions.config.EncryptionConfig;
import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.redis.RedisCommands;
import io.github.redsessions.store.AttributeValues;
import io.github.redsessions.store.KeyRing;
import io.github.redsessions.store.RedisSession;
import io.github.redsessions.store.RedisSessionStore;
import io.github.redsessions.store.SealKeys;
import io.github.redsessions.store.SessionRules;
import io.github.redsessions.store.SessionScripts;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What an id is made of, and what one that isn't ours costs. Rows G1 to G5, G8, S1; CVE-2019-16782,
 * CVE-2015-5143.
 */
abstract class IdContract extends StoreFixture {

  @Test
  void g1_tenThousandIds_are65CharactersWithoutDuplicatesOrBias() {
    int ids = 10_000;
    Set<String> secrets = new HashSet<>();
    int[] ones = new int[256];
    for (int i = 0; i < ids; i++) {
      String id = store.createSession(MINUTE).id();
      assertThat(id).matches("[A-Za-z0-9_-]{65}");
      String secret = id.substring(22);
      secrets.add(secret);
      byte[] bytes = Base64.getUrlDecoder().decode(secret);
      for (int bit = 0; bit < ones.length; bit++) {
        ones[bit] += (bytes[bit / 8] >> (bit % 8)) & 1;
      }
    }
    assertThat(secrets).hasSize(ids);
    // χ² of each bit with one degree of freedom: above 30 once in 20 million tries.
    for (int count : ones) {
      double deviation = count - ids / 2.0;
      assertThat(deviation * deviation / (ids / 4.0)).isLessThan(30);
    }
  }

  @Test
  void g2_idsOfOneUser_shareNothing() {
    byte[] first = decoded(created("user", "alice").id());
    byte[] second = decoded(created("user", "alice").id());
    // A shared run of four bytes at the same place happens by chance once in 10^8.
    for (int i = 0; i + 4 <= first.length; i++) {
      assertThat(Arrays.copyOfRange(first, i, i + 4))
          .isNotEqualTo(Arrays.copyOfRange(second, i, i + 4));
    }
  }

  @Test
  void g3_malformedId_costsNoCommand() {
    String id = created("cart", 1).id();
    List<String> malformed =
        List.of(
            "",
            "x",
            id.substring(1),
            id + "A",
            id.substring(0, 64) + "*",
            id.substring(0, 64) + "\0",
            id.substring(0, 64) + "é",
            "{" + id.substring(1),
            " " + id.substring(1),
            id + "~".repeat(9_000),
            "a".repeat(1 << 20),
            "*".repeat(65),
            withSpareBit(id));
    try (StoreRecorder recorder = record()) {
      for (String value : malformed) {
        assertThat(await(store.get(value)))
            .as(value.substring(0, Math.min(70, value.length())))
            .isNull();
      }
      assertThat(recorder.commands()).isEmpty();
    }
  }

  @Test
  void g4_valueThatNamesAnotherKey_isNeverUsedAsAKey() {
    command("SET", "foo", "x");
    command("SET", "s".repeat(65), "x");
    try (StoreRecorder recorder = record()) {
      assertThat(await(store.get("foo"))).isNull();
      assertThat(await(store.get("s".repeat(65)))).isNull();
      assertThat(recorder.commands()).noneMatch(command -> command.contains("foo"));
      assertThat(recorder.commands()).noneMatch(command -> command.contains("s".repeat(65)));
    } finally {
      command("DEL", "foo");
      command("DEL", "s".repeat(65));
    }
  }

  @Test
  void g5_unknownIds_areNeverAdopted() {
    for (int i = 0; i < 1_000; i++) {
      String unknown = store.createSession(MINUTE).id();
      assertThat(await(store.get(unknown))).isNull();
      await(store.delete(unknown));
    }
    assertThat(keysOfPrefix()).isEmpty();
  }

  @Test
  void knownHandle_withAnotherSecret_neitherOpensNorEndsTheSession() {
    RedisSession session = created("cart", 1);
    String forged = session.handle() + store.createSession(MINUTE).id().substring(22);

    assertThat(await(store.get(forged))).isNull();
    await(store.delete(forged));

    assertThat(loaded(session)).isNotNull();
  }

  @Test
  void g8_repeatedRandomness_leavesTheExistingRecordUntouched() {
    RedisSessionStore repeating = storeWithRepeatedHandles();
    RedisSession first = (RedisSession) repeating.createSession(30 * MINUTE);
    first.put("owner", "first");
    await(repeating.put(first));
    RedisSession second = (RedisSession) repeating.createSession(30 * MINUTE);
    second.put("owner", "second");

    assertThat(second.handle()).isEqualTo(first.handle());
    assertThat(failureOf(repeating.put(second))).isInstanceOf(SessionConflictException.class);
    assertThat(record(first)).containsEntry("d.owner", "\"first\"");
  }

  @Test
  void s1_redis_holdsNothingThatCanBeSentAsACookie() {
    RedisSession session = created("cart", 1);
    String secret = session.id().substring(22);
    String old = session.id();
    session.regenerateId();
    await(store.put(session));

    String dump = keys("*").toString() + record(session);
    assertThat(dump).doesNotContain(secret).doesNotContain(session.id().substring(22));
    // CVE-2019-16782: what is stored does not open the session either.
    String digest = record(session).get("h");
    assertThat(await(store.get(session.handle() + digest))).isNull();
    assertThat(await(store.get(old))).isNull();
  }

  @Test
  void anyMinLength_isExceeded_andTheLongIdWorks() {
    for (int minLength : new int[] {0, 16, 64, 65, 66, 128, 2_000}) {
      RedisSession session = (RedisSession) store.createSession(30 * MINUTE, minLength);
      session.put("cart", 1);
      await(store.put(session));
      assertThat(session.id().length()).isGreaterThan(minLength);
      assertThat(loaded(session)).isNotNull();
    }
  }

  private RedisSessionStore storeWithRepeatedHandles() {
    SessionsConfig config = SessionsConfig.from(config(new JsonObject()));
    byte[] counter = {0};
    return new RedisSessionStore(
        await(RedisCommands.open(vertx, config.redis(), SessionScripts.ALL)),
        new SessionRules(
            config.session(),
            new KeyRing(List.of()),
            new SealKeys(new EncryptionConfig(EncryptionConfig.Mode.NONE, List.of(), null)),
            clock,
            bytes -> Arrays.fill(bytes, bytes.length == 16 ? 0 : counter[0]++),
            AttributeValues.of(List.of(), List.of(), null),
            large -> {}));
  }

  private static byte[] decoded(String id) {
    byte[] handle = Base64.getUrlDecoder().decode(id.substring(0, 22));
    byte[] secret = Base64.getUrlDecoder().decode(id.substring(22));
    return (new String(handle, StandardCharsets.ISO_8859_1)
            + new String(secret, StandardCharsets.ISO_8859_1))
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The same bytes in another spelling: the last character's unused bits are set. */
  private static String withSpareBit(String id) {
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    int last = alphabet.indexOf(id.charAt(64));
    return id.substring(0, 64) + alphabet.charAt(last | 1);
  }
}
