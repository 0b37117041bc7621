package io.github.redsessions.contract;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redsessions.store.RedisSession;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * A session whose own id is put into it, as the stock CSRFHandler does: Redis must not hold what
 * can be sent as a cookie. Row S1; CVE-2022-24895.
 */
abstract class OwnIdContract extends StoreFixture {

  private static final Map<String, Function<RedisSession, Object>> FORMS =
      Map.of(
          "id", RedisSession::id,
          "value", RedisSession::value,
          "csrf", session -> session.id() + "/token",
          "secret", OwnIdContract::secret,
          "twice", session -> session.id() + "\" \n" + session.value() + "é",
          "object", session -> new JsonObject().put("a", new JsonObject().put("b", session.id())),
          "key", session -> new JsonObject().put(session.id(), 1),
          "array", session -> new JsonArray().add(1).add(session.value()),
          "buffer", session -> Buffer.buffer(session.id()).appendByte((byte) -1));

  @Test
  void s1_idInAnyForm_isNotInRedis_andComesBackAsItWas() {
    for (boolean isNew : new boolean[] {true, false}) {
      RedisSession session = isNew ? unsaved() : created("cart", 1);
      FORMS.forEach((name, form) -> session.put(name, form.apply(session)));
      session.put("bytes", session.id().getBytes(StandardCharsets.UTF_8));
      await(store.put(session));

      assertThatRedisHoldsNothingOf(secret(session), session);
      RedisSession read = loaded(session);
      FORMS.forEach(
          (name, form) ->
              assertThat(read.<Object>get(name)).as(name).isEqualTo(form.apply(session)));
      assertThat(read.<byte[]>get("bytes"))
          .isEqualTo(session.id().getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void s1_idThatGetsInByAChangeInPlace_isNotInRedis() {
    RedisSession session = created("object", new JsonObject());
    RedisSession request = loaded(session);
    request.<JsonObject>get("object").put("id", request.id());
    request.data().put("live", request.id());
    await(store.put(request));

    assertThatRedisHoldsNothingOf(secret(session), session);
    assertThat(loaded(session).<JsonObject>get("object").getString("id")).isEqualTo(session.id());
  }

  @Test
  void readingThem_writesNothing_beforeARotationAndAfterIt() {
    RedisSession session = unsaved();
    FORMS.forEach((name, form) -> session.put(name, form.apply(session)));
    await(store.put(session));
    assertThatReadingWritesNothing(session);

    RedisSession rotated = loaded(session);
    rotated.regenerateId();
    await(store.put(rotated));
    assertThatReadingWritesNothing(rotated);
  }

  @Test
  void afterARotation_neitherTheOldIdNorTheNewOneComesBack() {
    RedisSession session = unsaved();
    FORMS.forEach((name, form) -> session.put(name, form.apply(session)));
    await(store.put(session));
    String old = secret(session);
    session.regenerateId();
    await(store.put(session));

    assertThatRedisHoldsNothingOf(old, session);
    assertThatRedisHoldsNothingOf(secret(session), session);
    RedisSession read = loaded(session);
    assertThat(read.<String>get("csrf"))
        .startsWith(session.handle())
        .endsWith("/token")
        .doesNotContain(old)
        .doesNotContain(secret(session));
    // What was read under the new id is written under it, when it changes.
    read.<JsonObject>get("object").put("c", read.id());
    await(store.put(read));
    assertThatRedisHoldsNothingOf(secret(session), session);
    assertThat(loaded(session).<JsonObject>get("object").getString("c")).isEqualTo(session.id());
  }

  @Test
  void idThatIsPutBeforeARotation_ofTheSameRequest_isOfNoUse() {
    RedisSession session = created("cart", 1);
    JsonObject object = new JsonObject().put("id", session.id());
    session.put("text", session.id()).put("object", object);
    session.regenerateId();
    session.put("new", session.id());
    await(store.put(session));

    assertThatRedisHoldsNothingOf(secret(session), session);
    RedisSession read = loaded(session);
    assertThat(read.<String>get("new")).isEqualTo(session.id());
    for (String old : List.of(read.<String>get("text"), object.getString("id"))) {
      assertThat(old).isNotEqualTo(session.id());
      assertThat(await(store.get(old))).isNull();
    }
  }

  @Test
  void textThatLooksLikeAMask_comesBackAsItWas() {
    RedisSession session = created("id", "x");
    session.put("id", session.id());
    await(store.put(session));
    String mask = record(session).get("d.id");
    assertThat(mask).startsWith("~own:");
    List<String> texts = List.of(mask, "~own:", "~own:x:0:y", mask + session.id(), "~own::0:");
    for (String text : texts) {
      RedisSession request = loaded(session);
      request.put("text", text).put("json", new JsonArray().add(text));
      await(store.put(request));
      assertThat(loaded(session).<String>get("text")).isEqualTo(text);
      assertThat(loaded(session).<JsonArray>get("json")).isEqualTo(new JsonArray().add(text));
    }
  }

  @Test
  void nameWithTheId_isRefused() {
    RedisSession session = created("cart", 1);
    assertThatThrownBy(() -> session.put("x" + session.id(), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("attribute's name")
        .hasMessageNotContaining(secret(session));
  }

  @Test
  void maskThatWasDamaged_isATypedErrorThatNamesTheAttribute() {
    for (String text :
        List.of(
            "~own:",
            "~own:h",
            "~own:h:0",
            "~own:h:x:\"\"",
            "~own:h:9:\"\"",
            "~own:h:1,0:\"a\"",
            "~own:h:-1:\"\"",
            "~own:h:0:~own:h:0:\"\"",
            "~own:h:0:~bytes:*")) {
      RedisSession session = created("cart", 1);
      plant(session, "planted", text);
      assertThatUnreadable(() -> loaded(session).get("planted"))
          .as(text)
          .hasMessageContaining("planted");
    }
  }

  private void assertThatReadingWritesNothing(RedisSession session) {
    try (StoreRecorder recorder = record()) {
      RedisSession request = loaded(session);
      assertThat(request.data()).hasSize(FORMS.size());
      await(store.put(request));
      assertThat(recorder.names()).containsExactly("HGETALL");
    }
  }

  private RedisSession unsaved() {
    return (RedisSession) store.createSession(30 * MINUTE);
  }

  private static String secret(RedisSession session) {
    return session.id().substring(22);
  }

  private void assertThatRedisHoldsNothingOf(String secret, RedisSession session) {
    String dump = record(session).toString();
    assertThat(dump).contains("~own:").doesNotContain(secret);
    // Nor inside of what is Base64: any of its three alignments.
    for (int skipped = 0; skipped < 3; skipped++) {
      byte[] part =
          Arrays.copyOfRange(secret.getBytes(StandardCharsets.UTF_8), skipped, skipped + 39);
      assertThat(dump).doesNotContain(Base64.getEncoder().encodeToString(part));
    }
  }
}
