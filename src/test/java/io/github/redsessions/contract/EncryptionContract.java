package io.github.redsessions.contract;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionConflictException;
import io.github.redsessions.SessionsUnderTest;
import io.github.redsessions.config.EncryptionConfig.EncryptionKey;
import io.github.redsessions.config.Secret;
import io.github.redsessions.store.RedisSession;
import io.github.redsessions.testkit.LogCapture;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.sstore.SessionStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * What is encrypted can be neither read, changed nor moved in Redis. Rows S2 to S5; CVE-2026-39324.
 */
abstract class EncryptionContract extends StoreFixture {

  private static final Duration BOUND = Duration.ofSeconds(10);

  static final JsonObject K1 = key("k1", "1");
  static final JsonObject K2 = key("k2", "2");

  private static JsonObject key(String id, String character) {
    return new JsonObject().put("id", id).put("secret", character.repeat(32));
  }

  /** A section {@code encryption}. */
  static JsonObject encryption(String mode, JsonObject... keys) {
    return new JsonObject().put("mode", mode).put("keys", new JsonArray(List.of((Object[]) keys)));
  }

  /** Whether values are bound to the cookie. */
  boolean isByCookie() {
    return encryption().getString("mode").equals("cookie");
  }

  boolean hasRing() {
    return !encryption().getJsonArray("keys").isEmpty();
  }

  /** Does something as a server with another configuration would. */
  void with(JsonObject encryption, Consumer<SessionStore> action) {
    JsonObject config = config(sessionConfig()).put("encryption", encryption);
    RedisSessions other = await(SessionsUnderTest.open(vertx, config, clock));
    try {
      action.accept(other.store());
    } finally {
      await(other.close());
    }
  }

  JsonObject otherKeys(JsonObject... keys) {
    return encryption(encryption().getString("mode"), keys);
  }

  static RedisSession load(SessionStore from, RedisSession session) {
    return (RedisSession) await(from.get(session.value()));
  }

  /** The attributes as Redis has them. */
  Map<String, String> texts(RedisSession session) {
    Map<String, String> texts = new TreeMap<>();
    stored(session)
        .forEach(
            (field, text) -> {
              if (field.startsWith("d.")) {
                texts.put(field.substring(2), text);
              }
            });
    return texts;
  }

  RedisSession filled() {
    RedisSession session = created("a", "PLAIN-text-of-a");
    session.put("b", new JsonObject().put("PLAIN-key", "PLAIN-value")).put("c", 4711);
    await(store.put(session));
    return session;
  }

  @Test
  void d8_reasonIsTold_andNoValueOrKey() {
    Queue<JsonObject> told = new ConcurrentLinkedQueue<>();
    vertx
        .eventBus()
        .<JsonObject>consumer(RedisSessions.AUDIT_ADDRESS, message -> told.add(message.body()));
    List<String> reasons = new ArrayList<>(List.of("damaged", "plaintext"));
    try (LogCapture log = new LogCapture()) {
      RedisSession damaged = filled();
      command("HSET", key(damaged), "d.a", texts(damaged).get("b"));
      RedisSession plain = filled();
      command("HSET", key(plain), "d.a", "\"PLAIN-text\"");
      RedisSession sealed = filled();
      for (int i = 0; i < 2; i++) {
        assertThat(loaded(damaged)).isNull();
        assertThat(loaded(plain)).isNull();
      }
      if (hasRing()) {
        reasons.add("key");
        with(otherKeys(K2), without -> assertThat(load(without, sealed)).isNull());
      }
      eventually(
          BOUND,
          () ->
              assertThat(told.stream().map(event -> event.getString("reason")))
                  .containsExactlyElementsOf(reasons));
      assertThat(told).allMatch(event -> event.getString("event").equals("session.unreadable"));
      assertThat(log.text() + told)
          .contains("session.unreadable")
          .doesNotContain("PLAIN", "1".repeat(32), "2".repeat(32))
          .doesNotContain(damaged.id().substring(22), plain.id().substring(22));
    }
  }

  @Test
  void s2_nothingIsPlain_inTheRecordOrItsDump() {
    RedisSession session = filled();
    session
        .put("user", User.create(new JsonObject().put("sub", "PLAIN-alice")))
        .put("bytes", Buffer.buffer("PLAIN-bytes"))
        .put("own", session.id());
    await(store.put(session));

    assertThat(texts(session)).hasSize(6);
    texts(session)
        .values()
        .forEach(text -> assertThat(text).matches("~sealed:(key|cookie):(k1)?:[A-Za-z0-9_-]{38,}"));
    assertThat(stored(session).toString()).doesNotContain("PLAIN", "4711", "~own");
    assertThat(command("DUMP", key(session)).toString()).doesNotContain("PLAIN", "4711", "~own");
    assertThat(loaded(session).<JsonObject>get("b").getString("PLAIN-key"))
        .isEqualTo("PLAIN-value");
    assertThat(loaded(session).<String>get("own")).isEqualTo(session.id());
  }

  @Test
  void s2_anyCharacterThatIsChanged_isRejected_andTheRightOneBackIsRead() {
    RedisSession session = created("a", "x");
    String text = texts(session).get("a");
    for (int i = 0; i < text.length(); i++) {
      char other = text.charAt(i) == 'A' ? 'B' : 'A';
      command("HSET", key(session), "d.a", text.substring(0, i) + other + text.substring(i + 1));
      assertThat(loaded(session)).as("character %d of %s", i, text).isNull();
    }
    for (String cut : List.of("", "~sealed:", text.substring(0, text.length() - 1), text + "A")) {
      command("HSET", key(session), "d.a", cut);
      assertThat(loaded(session)).as(cut).isNull();
    }
    command("HSET", key(session), "d.a", text);
    assertThat(loaded(session).<String>get("a")).isEqualTo("x");
  }

  @Test
  void s3_valuesThatSwapPlaces_areRejected() {
    RedisSession session = filled();
    Map<String, String> texts = texts(session);
    command("HSET", key(session), "d.a", texts.get("b"), "d.b", texts.get("a"));
    assertThat(loaded(session)).isNull();
    command(
        "HSET", key(session), "d.a", texts.get("a"), "d.b", texts.get("b"), "d.e", texts.get("a"));
    assertThat(loaded(session)).as("a copy under another name").isNull();
    command("HDEL", key(session), "d.e");
    assertThat(loaded(session)).isNotNull();
  }

  @Test
  void s3_valuesOfAnotherSession_areRejected() {
    RedisSession rich = created("role", "admin");
    RedisSession poor = created("role", "guest");
    command("HSET", key(poor), "d.role", texts(rich).get("role"));
    assertThat(loaded(poor)).isNull();
    assertThat(loaded(rich).<String>get("role")).isEqualTo("admin");
  }

  @Test
  void s5_theSameValueAgainAndAgain_neverHasTheSameNonceOrText() {
    RedisSession session = created("n", 0);
    Set<String> nonces = new HashSet<>();
    Set<String> texts = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      session.put("n", i % 2 + 1);
      await(store.put(session));
      String text = texts(session).get("n");
      assertThat(texts.add(text)).isTrue();
      int payload = text.lastIndexOf(':') + 1;
      assertThat(nonces.add(text.substring(payload, payload + 16))).isTrue();
    }
  }

  @Test
  void unchangedAttribute_isNotEncryptedAgain_readOrNot() {
    RedisSession session = filled();
    Map<String, String> before = texts(session);
    try (StoreRecorder recorder = record()) {
      RedisSession request = loaded(session);
      assertThat(request.data()).hasSize(3);
      request.put("a", "PLAIN-text-of-a");
      await(store.put(request));
      assertThat(recorder.names()).containsExactly("HGETALL");
      request.put("c", 1);
      await(store.put(request));
    }
    Map<String, String> after = texts(session);
    assertThat(after.get("a")).isEqualTo(before.get("a"));
    assertThat(after.get("b")).isEqualTo(before.get("b"));
    assertThat(after.get("c")).isNotEqualTo(before.get("c"));
  }

  @Test
  void rotation_keepsWhatIsThere_andInModeCookieEncryptsItAnew() {
    RedisSession session = filled();
    Map<String, String> before = texts(session);
    RedisSession request = loaded(session);
    request.regenerateId();
    request.put("c", 1);
    await(store.put(request));

    Map<String, String> after = texts(session);
    assertThat(after.get("a").equals(before.get("a"))).isEqualTo(!isByCookie());
    assertThat(loaded(session)).isNull();
    RedisSession read = loaded(request);
    assertThat(read.<String>get("a")).isEqualTo("PLAIN-text-of-a");
    assertThat(read.<Integer>get("c")).isEqualTo(1);
    assertThat(read.data()).hasSize(3);
  }

  @Test
  void cookie_redisAndTheServersKeys_withoutTheSecret_openNothing() {
    RedisSession victim = filled();
    RedisSession thief = (RedisSession) store.createSession(30 * MINUTE);
    await(store.put(thief.put("a", 1)));
    // Who can write into Redis gives the victim's record the hash of a secret that they know.
    command("HSET", key(victim), "h", record(thief).get("h"));
    RedisSession taken =
        (RedisSession) await(store.get(victim.handle() + thief.id().substring(22)));

    if (isByCookie()) {
      assertThat(taken).isNull();
    } else {
      assertThat(taken.<String>get("a")).isEqualTo("PLAIN-text-of-a");
    }
  }

  @Test
  void s4_newKey_isUsedForWhatIsWritten_andForAllOfItWithTheNextId() {
    RedisSession session = filled();
    with(
        otherKeys(K2, K1),
        newer -> {
          RedisSession request = load(newer, session);
          assertThat(request).as("no ring to have a key of").isNotNull();
          request.put("a", "new");
          await(newer.put(request));
          assertThat(texts(session).get("a")).contains(":k2:");
          assertThat(texts(session).get("b")).doesNotContain(":k2:");
          assertThat(load(newer, session).<Integer>get("c")).isEqualTo(4711);

          request.regenerateId();
          await(newer.put(request));
          assertThat(texts(session).values()).allMatch(text -> text.contains(":k2:"));
          assertThat(load(newer, request).<String>get("a")).isEqualTo("new");
        });
  }

  @Test
  void s4_d8_keyThatIsGone_isAnonymous_andTheSessionAgainWhenItIsBack() {
    RedisSession session = filled();
    with(
        otherKeys(K2),
        without -> {
          // A value that needs no key of the ring misses none.
          assertThat(load(without, session) == null).isEqualTo(hasRing());
          assertThat(load(without, session) == null).isEqualTo(hasRing());
        });
    assertThat(texts(session)).hasSize(3);

    RedisSession request = loaded(session);
    assertThat(request.<Integer>get("c")).isEqualTo(4711);
    await(store.put(request));
    assertThat(record(session)).doesNotContainKey("q");
    assertThat(ttl(session)).isLessThanOrEqualTo(30 * MINUTE);
  }

  @Test
  void s4_keyOfTheSameName_thatIsAnotherOne_isAnonymous() {
    RedisSession session = filled();
    with(
        otherKeys(key("k1", "3")),
        other -> assertThat(load(other, session) == null).isEqualTo(hasRing()));
    assertThat(loaded(session)).isNotNull();
  }

  @Test
  void s4_keysThatAreReplacedWhileRequestsAreServed() {
    RedisSession session = filled();
    EncryptionKey k1 = new EncryptionKey("k1", new Secret(K1.getString("secret")));
    EncryptionKey k2 = new EncryptionKey("k2", new Secret(K2.getString("secret")));
    sessions.encryptionKeys(List.of(k2, k1));
    RedisSession request = loaded(session);
    request.put("a", "new");
    await(store.put(request));
    assertThat(texts(session).get("a")).contains(":k2:");
    assertThat(loaded(session).data()).hasSize(3);

    sessions.encryptionKeys(List.of(k2));
    if (hasRing()) {
      assertThat(loaded(session)).isNull();
    } else {
      assertThat(loaded(session)).isNotNull();
    }
  }

  @Test
  void cve202639324_plaintextIsRefused_whetherItIsOldOrPlanted() {
    List<RedisSession> old = new ArrayList<>();
    with(
        encryption("none"),
        before -> {
          RedisSession session = (RedisSession) before.createSession(30 * MINUTE);
          await(before.put(session.put("role", "admin")));
          old.add(session);
        });
    assertThat(loaded(old.get(0))).isNull();
    assertThat(exists(old.get(0))).isTrue();

    RedisSession session = created("a", 1);
    command("HSET", key(session), "d.role", "\"admin\"");
    assertThat(loaded(session)).isNull();
    command("HDEL", key(session), "d.role");
    assertThat(loaded(session).<Integer>get("a")).isEqualTo(1);
  }

  @Test
  void acceptPlaintextUntil_letsOldSessionsIn_untilThen_andEncryptsWhatIsWritten() {
    List<RedisSession> old = new ArrayList<>();
    with(
        encryption("none"),
        before -> {
          for (int i = 0; i < 2; i++) {
            RedisSession session = (RedisSession) before.createSession(30 * MINUTE);
            session.put("a", "old").put("b", 2).put("c", new JsonArray());
            await(before.put(session));
            old.add(session);
          }
        });
    String until = clock.instant().plus(Duration.ofMinutes(10)).toString();
    with(
        encryption().copy().put("acceptPlaintextUntil", until),
        migrating -> {
          RedisSession request = load(migrating, old.get(0));
          assertThat(request.<String>get("a")).isEqualTo("old");
          request.put("a", "new").put("d", 1);
          await(migrating.put(request));
          Map<String, String> texts = texts(request);
          assertThat(texts.get("a")).startsWith("~sealed:");
          assertThat(texts.get("d")).startsWith("~sealed:");
          assertThat(texts.get("b")).isEqualTo("2");

          request = load(migrating, old.get(0));
          request.<JsonArray>get("c").add(1);
          request.regenerateId();
          await(migrating.put(request));
          assertThat(texts(request).values()).allMatch(text -> text.startsWith("~sealed:"));
          clock.advance(Duration.ofMinutes(10));
          assertThat(load(migrating, request).data()).hasSize(4);
          assertThat(load(migrating, request).<JsonArray>get("c"))
              .isEqualTo(new JsonArray().add(1));
          assertThat(load(migrating, old.get(1))).isNull();
          assertThat(exists(old.get(1))).isTrue();
        });
  }

  @Test
  void wayBackToNone_readsWhatIsEncrypted_andWritesItPlain() {
    RedisSession session = filled();
    JsonObject none = encryption("none").put("keys", encryption().getJsonArray("keys"));
    with(
        none,
        back -> {
          RedisSession request = load(back, session);
          assertThat(request.<Integer>get("c")).isEqualTo(4711);
          request.put("c", 1);
          await(back.put(request));
          assertThat(texts(session).get("c")).isEqualTo("1");
          assertThat(texts(session).get("a")).startsWith("~sealed:");

          request = load(back, session);
          request.regenerateId();
          await(back.put(request));
          assertThat(texts(session).values()).noneMatch(text -> text.startsWith("~sealed:"));
          assertThat(load(back, request).data()).hasSize(3);
        });
  }

  @Test
  void modesThatAreChanged_readWhatTheOtherHasWritten() {
    RedisSession session = filled();
    String other = isByCookie() ? "key" : "cookie";
    JsonObject[] keys = hasRing() ? new JsonObject[] {K1} : new JsonObject[] {K2};
    with(
        encryption(other, keys),
        changed -> {
          RedisSession request = load(changed, session);
          request.put("c", 1);
          await(changed.put(request));
          assertThat(texts(session).get("c")).startsWith("~sealed:" + other + ":");
          request = load(changed, session);
          assertThat(request.data()).hasSize(3);
          request.regenerateId();
          await(changed.put(request));
          assertThat(texts(session).values()).allMatch(t -> t.startsWith("~sealed:" + other + ":"));
          assertThat(load(changed, request).data()).hasSize(3);
        });
  }

  @Test
  void s7_maxBytes_countsWhatIsEncrypted_notWhatBecomesOfIt() {
    RedisSession session = created("a", "x".repeat(65_000));
    assertThat(loaded(session).<String>get("a")).hasSize(65_000);
    assertThat(texts(session).get("a")).hasSizeGreaterThan(86_000);
  }

  @Test
  void rotationOnWhatOthersHaveWritten_undoesNothing_andKeepsItsOwnChanges() {
    RedisSession session = filled();
    session.put("gone", 1).put("both", 1).put("list", new JsonArray());
    await(store.put(session));
    RedisSession slow = loaded(session);
    slow.<JsonArray>get("list").add("slow");
    slow.<JsonObject>get("b");
    slow.put("both", "slow").put("slow", 1);
    slow.remove("gone");
    RedisSession fast = loaded(session);
    fast.put("both", "fast").put("fast", 1).put("a", "fast");
    fast.<JsonObject>get("b").put("fast", 1);
    fast.remove("c");
    await(store.put(fast));

    slow.regenerateId();
    await(store.put(slow));

    RedisSession read = loaded(slow);
    assertThat(read.data())
        .containsOnlyKeys("a", "b", "both", "slow", "fast", "list")
        .containsEntry("a", "fast")
        .containsEntry("both", "slow")
        .containsEntry("list", new JsonArray().add("slow"));
    assertThat(read.<JsonObject>get("b").getInteger("fast")).isEqualTo(1);
    if (isByCookie()) {
      // What the others wrote is in the session that has caught up, too.
      assertThat(slow.<String>get("a")).isEqualTo("fast");
      assertThat(slow.<JsonObject>get("b").getInteger("fast")).isEqualTo(1);
    }
  }

  /** A save of this request's own tells the version of what others have written meanwhile. */
  @Test
  void rotationAfterASave_stillSeesWhatOthersWroteBeforeThatSave() {
    RedisSession session = filled();
    RedisSession slow = loaded(session);
    RedisSession fast = loaded(session);
    await(store.put(fast.put("fast", 1)));
    await(store.put(slow.put("slow", 1)));
    clock.advance(Duration.ofMinutes(2));
    slow.setAccessed();
    await(store.put(slow));

    slow.regenerateId();
    await(store.put(slow));

    assertThat(loaded(slow).data()).containsOnlyKeys("a", "b", "c", "fast", "slow");
  }

  @Test
  void f6_login_dropsWhatOthersPlantedMeanwhile() {
    RedisSession session = filled();
    RedisSession login = loaded(session);
    await(store.put(loaded(session).put("planted", 1).put("kept", 1)));
    login.login().renew(Set.of("a", "kept"));
    await(store.put(login));

    if (isByCookie()) {
      assertThat(loaded(login).data()).containsOnlyKeys("a", "kept");
    } else {
      assertThat(loaded(login).data()).containsKeys("a", "kept");
    }
  }

  @Test
  void strict_rotationOnWhatOthersHaveWritten_isAConflict() {
    RedisSessions strict = open(sessionConfig().put("concurrency", "strict"));
    try {
      RedisSession session = filled();
      RedisSession slow = load(strict.store(), session);
      await(store.put(loaded(session).put("fast", 1)));
      slow.regenerateId();

      assertThat(failureOf(strict.store().put(slow))).isInstanceOf(SessionConflictException.class);
      assertThat(loaded(session).data()).hasSize(4);
    } finally {
      await(strict.close());
    }
  }
}
