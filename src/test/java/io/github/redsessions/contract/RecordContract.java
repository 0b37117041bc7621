package io.github.redsessions.contract;

import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionTooLargeException;
import io.github.redsessions.store.RedisSession;
import io.github.redsessions.testkit.RawRecord;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * What a record looks like, and what is read from it. Rows S6, S7, S9; CVE-2020-9484,
 * CVE-2025-24813, CVE-2016-4423.
 */
abstract class RecordContract extends StoreFixture {

  @Test
  void everyType_comesBackAsItWas() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("string", "a\"\\\n\u0000\u001f é \uD83D\uDE00");
    values.put("half a pair", "\uD83D x \uDE00");
    values.put("boolean", true);
    values.put("integer", Integer.MIN_VALUE);
    values.put("long", 5L);
    values.put("short", (short) -3);
    values.put("byte", (byte) 127);
    values.put("float", 0.1f);
    values.put("double", 1.0);
    values.put("negative zero", -0.0);
    values.put("nan", Double.NaN);
    values.put("character", '\uD800');
    values.put("object", new JsonObject().put("a", new JsonArray().add(1).addNull().add("x")));
    values.put("array", new JsonArray().add(true).add(1.5));
    values.put("buffer", Buffer.buffer(new byte[] {0, -1, 10}));
    values.put("instant", Instant.parse("2026-01-02T03:04:05.678901234Z"));
    values.put("uuid", UUID.fromString("123e4567-e89b-12d3-a456-426614174000"));
    values.put("decimal", new BigDecimal("1.10"));
    values.put("", "an empty name");
    RedisSession session = (RedisSession) store.createSession(30 * MINUTE);
    values.forEach(session::put);
    session.put("bytes", new byte[] {1, 2, 3});
    await(store.put(session));

    RedisSession read = loaded(session);
    values.forEach((name, value) -> assertThat(read.<Object>get(name)).as(name).isEqualTo(value));
    assertThat(read.<byte[]>get("bytes")).containsExactly(1, 2, 3);
    assertThat(read.data()).hasSize(values.size() + 1);
  }

  @Test
  void s6_userAsAnAttribute_comesBackWhole_andNoClassIsNamed() {
    JsonObject principal =
        new JsonObject().put("sub", "alice").put("amr", new JsonArray().add("p"));
    RedisSession session = created("who", User.create(principal, new JsonObject().put("a", 1)));

    RedisSession request = loaded(session);
    User user = request.get("who");
    assertThat(user.principal()).isEqualTo(principal);
    assertThat(user.attributes()).isEqualTo(new JsonObject().put("a", 1));
    user.attributes().put("a", 2);
    await(store.put(request));

    assertThat(loaded(session).<User>get("who").attributes())
        .isEqualTo(new JsonObject().put("a", 2));
    assertThat(record(session).get("d.who")).startsWith("~authuser:{").doesNotContain("io.vertx");
    assertThatThrownBy(() -> session.put("other", foreignUser()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("User.create");
  }

  private static User foreignUser() {
    return (User)
        Proxy.newProxyInstance(
            User.class.getClassLoader(), new Class<?>[] {User.class}, (user, call, args) -> null);
  }

  @Test
  void record_isReadableByAPerson() {
    RedisSession session = created("cart", new JsonArray().add("book"));

    assertThat(record(session)).containsEntry("d.cart", "[\"book\"]");
    RawRecord raw = raw(session);
    assertThat(raw.format()).isEqualTo(format());
    assertThat(raw.version()).isEqualTo(1);
    assertThat(raw.created()).isEqualTo(clock.millis());
    assertThat(raw.lastAccess()).isEqualTo(clock.millis());
    assertThat(raw.idleTimeout()).isEqualTo(30 * MINUTE);
    assertThat(raw.deadline()).isEqualTo(clock.millis() + 720 * MINUTE);
    assertThat(raw.authenticated()).isEqualTo(RawRecord.NEVER);
  }

  @Test
  void valueThatCannotBeStored_failsAtPutAndNamesTheAttribute() {
    RedisSession session = created("cart", 1);
    for (Object value :
        List.of(
            new Object(),
            List.of(1),
            Map.of(),
            Thread.State.NEW,
            new JsonObject().put("x", new Object()),
            new JsonArray().add(Double.NaN),
            nested(100))) {
      assertThatThrownBy(() -> session.put("wrong", value))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("wrong");
    }
    assertThatThrownBy(() -> session.put("__vertx.userHolder", "alice"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("__vertx.userHolder");
    assertThat(session.data()).containsOnlyKeys("cart");
  }

  @Test
  void unchangedSession_writesNothing_andAChangedOneOnlyTheChange() {
    RedisSession session = created("cart", new JsonObject().put("items", 1));
    session.put("name", "alice").put("old", 1);
    await(store.put(session));
    try (StoreRecorder recorder = record()) {
      RedisSession request = loaded(session);
      request.<JsonObject>get("cart").getInteger("items");
      request.put("name", "alice");
      await(store.put(request));
      assertThat(recorder.names()).containsExactly("HGETALL");
      recorder.clear();
      request.put("name", "bob");
      request.remove("old");
      await(store.put(request));
      assertThat(recorder.names()).containsExactly("EVALSHA");
      assertThat(recorder.commands().get(0)).contains("d.name", "d.old").doesNotContain("d.cart");
    }
    assertThat(record(session)).containsEntry("d.name", "\"bob\"");
    assertThat(loaded(session).data()).containsOnlyKeys("cart", "name");
  }

  @Test
  void changesInPlace_areSaved() {
    RedisSession session = created("object", new JsonObject());
    session
        .put("array", new JsonArray())
        .put("bytes", new byte[2])
        .put("buffer", Buffer.buffer("a"));
    await(store.put(session));

    RedisSession request = loaded(session);
    request.<JsonObject>get("object").put("a", 1);
    request.<JsonArray>get("array").add(1);
    request.<byte[]>get("bytes")[1] = 7;
    request.<Buffer>get("buffer").appendString("b");
    await(store.put(request));

    RedisSession read = loaded(session);
    assertThat(read.<JsonObject>get("object")).isEqualTo(new JsonObject().put("a", 1));
    assertThat(read.<JsonArray>get("array")).isEqualTo(new JsonArray().add(1));
    assertThat(read.<byte[]>get("bytes")).containsExactly(0, 7);
    assertThat(read.<Buffer>get("buffer")).isEqualTo(Buffer.buffer("ab"));
  }

  @Test
  void manyAttributes_areStoredAndRemovedInOneStep() {
    RedisSession session = (RedisSession) store.createSession(30 * MINUTE);
    for (int i = 0; i < 6_000; i++) {
      session.put("a" + i, i % 10);
    }
    await(store.put(session));
    assertThat(loaded(session).data()).hasSize(6_000);

    session.data().clear();
    session.put("last", 1);
    await(store.put(session));
    assertThat(loaded(session).data()).containsOnlyKeys("last");
  }

  @Test
  void s6_bytesPlantedInRedis_neverLoadAClass() {
    String bait = Bait.class.getName();
    for (String text :
        List.of(
            "~" + bait + ":x",
            "~class:" + bait,
            "~:",
            "~",
            "{\"@class\":",
            "~user:{",
            "~bytes:*")) {
      RedisSession session = created("cart", 1);
      plant(session, "planted", text);
      RedisSession request = loaded(session);
      assertThatUnreadable(() -> request.get("planted"))
          .as(text)
          .hasMessageContaining("planted")
          .hasMessageNotContaining(bait);
      assertThat(request.<Integer>get("cart")).isEqualTo(1);
      await(store.put(request.put("planted", null)));
      assertThat(record(session)).doesNotContainKey("d.planted");
    }
    assertThat(BaitFlag.LOADED).isFalse();
  }

  @Test
  void d8_s6_aUserThatIsNotAUser_isAnonymousAndNoDeletion() {
    for (String text :
        List.of("\"alice\"", "5", "~long:5", "~user:[]", "~user:x", "~user:{\"principal\":5}")) {
      RedisSession session = created("cart", 1);
      plant(session, "__vertx.userHolder", text);
      assertThat(loaded(session)).as(text).isNull();
      assertThat(exists(session)).isTrue();
    }
  }

  @Test
  void s7_oversizedSession_isRefusedAndTheOldOneKept() {
    RedisSession session = created("cart", 1);
    JsonArray items = new JsonArray();
    try (StoreRecorder recorder = record()) {
      assertThatThrownBy(() -> session.put("huge", "x".repeat(70_000)))
          .isInstanceOf(SessionTooLargeException.class)
          .hasMessageContaining("session.maxBytes")
          .hasMessageContaining("huge");
      session.put("items", items);
      items.add("x".repeat(70_000));
      assertThat(failureOf(store.put(session)))
          .isInstanceOf(SessionTooLargeException.class)
          .hasMessageContaining("session.maxBytes")
          .hasMessageContaining("items");
      assertThat(recorder.names()).isEmpty();
    }
    assertThat(record(session))
        .containsEntry("d.cart", "1")
        .doesNotContainKeys("d.huge", "d.items");

    items.clear();
    session.put("cart", 2);
    await(store.put(session));
    assertThat(loaded(session).<Integer>get("cart")).isEqualTo(2);
  }

  @Test
  void s7_sessionThatIsTooLargeSinceLessIsAllowed_mayShrinkAndNotGrow() {
    RedisSession session = created("big", "x".repeat(2_000));
    RedisSessions less = open(sessionConfig().put("maxBytes", 1_000));
    try {
      RedisSession request = (RedisSession) await(less.store().get(session.value()));
      assertThatThrownBy(() -> request.put("cart", 1)).isInstanceOf(SessionTooLargeException.class);
      request.put("big", "x".repeat(1_500));
      await(less.store().put(request));
      assertThat(loaded(session).<String>get("big")).hasSize(1_500);
      request.remove("big");
      await(less.store().put(request.put("cart", 1)));
      assertThat(loaded(session).data()).containsOnlyKeys("cart");
    } finally {
      await(less.close());
    }
  }

  @Test
  void s9_keyNames_tellNothingOfTheUser() {
    created("user", "alice");
    assertThat(keysOfPrefix()).hasSize(1).noneMatch(key -> key.toString().contains("alice"));
  }

  @Test
  void fieldsOfAnotherVersion_surviveAReadAndAWrite() {
    RedisSession session = created("cart", 1);
    command("HSET", key(session), "z", "later");
    plant(session, "new", "~later:x");

    RedisSession request = loaded(session);
    request.put("cart", 2);
    await(store.put(request));

    assertThat(record(session)).containsEntry("z", "later").containsEntry("d.new", "~later:x");
  }

  @Test
  void d8_unknownFormatVersion_isAnonymousAndNoDeletion() {
    for (List<String> later : List.of(List.of("f", "3"), List.of("m", "3 of a later version"))) {
      RedisSession session = created("cart", 1);
      RawRecord known = raw(session);
      command("HDEL", key(session), "f");
      command("HSET", key(session), later.get(0), later.get(1));

      assertThat(loaded(session)).isNull();
      assertThat(exists(session)).isTrue();
      command("HDEL", key(session), later.get(0));
      for (String field : List.of("f", "m")) {
        if (known.fields().containsKey(field)) {
          command("HSET", key(session), field, known.fields().get(field));
        }
      }
      assertThat(loaded(session).<Integer>get("cart")).isEqualTo(1);
    }
  }

  @Test
  void d8_damagedFields_areAnonymousAndNoDeletion() {
    List<String> needed = format() == 1 ? List.of("h", "c", "a", "i", "x", "v") : List.of("h");
    for (String field : needed) {
      RedisSession session = created("cart", 1);
      command("HDEL", key(session), field);
      assertThat(loaded(session)).as(field).isNull();
      assertThat(record(session)).containsKey("q");
    }
    String numbers = format() == 1 ? "v" : "m";
    String good = record(created("cart", 1)).get(numbers);
    for (String version : List.of("x", "-1", "0", "99999999999", "", "9".repeat(30), "1x")) {
      RedisSession session = created("cart", 1);
      String text = format() == 1 ? version : good.replaceFirst(" 1 ", " " + version + " ");
      command("HSET", key(session), numbers, text);
      assertThat(loaded(session)).as(text).isNull();
      assertThat(record(session)).containsEntry(numbers, text).containsKey("q");
    }
  }

  @Test
  void stockMethodsOfASession_behaveAsUsersExpect() {
    RedisSession session = created("cart", 1);
    session.putIfAbsent("cart", 2).putIfAbsent("new", 3);
    session.computeIfAbsent("cart", name -> 4).computeIfAbsent("computed", name -> 5);
    session.computeIfAbsent("nothing", name -> null);
    assertThat(session.<Integer>get("cart")).isEqualTo(1);
    assertThat(session.<Integer>remove("new")).isEqualTo(3);
    assertThat(session.<Object>remove("new")).isNull();
    session.put("cart", null);
    await(store.put(session));

    assertThat(loaded(session).data()).containsOnlyKeys("computed");
  }

  private static JsonObject nested(int depth) {
    JsonObject object = new JsonObject();
    for (int i = 0; i < depth; i++) {
      object = new JsonObject().put("in", object);
    }
    return object;
  }

  /** Says so when it is loaded. */
  static final class Bait {
    static {
      BaitFlag.LOADED.set(true);
    }

    private Bait() {}
  }

  private static final class BaitFlag {
    static final AtomicBoolean LOADED = new AtomicBoolean();

    private BaitFlag() {}
  }
}
