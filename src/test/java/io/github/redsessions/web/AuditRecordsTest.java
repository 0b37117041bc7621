package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redsessions.AuditEvent;
import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.store.MadeSessions;
import io.github.redsessions.store.RedisSession;
import io.github.redsessions.testkit.MutableClock;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.RoutingContext;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of the details of an event. Rows A2 to A4; {@code AuditContentIT} has the rest. */
class AuditRecordsTest {

  private static final String HANDLE = "AAECAwQFBgcICQoLDA0ODw";

  private final AuditRecords records =
      new AuditRecords(
          SessionsConfig.from(new JsonObject()),
          new MutableClock(Instant.parse("2026-02-28T23:59:59.007Z")));

  private JsonObject write(JsonObject details) {
    return records.write(AuditEvent.LOGIN_FAILED, null, details);
  }

  @Test
  void a2_eventOutsideOfARequest_saysWhenAndWhat() {
    assertThat(write(new JsonObject()).encode())
        .isEqualTo(
            "{\"time\":\"2026-02-28T23:59:59.007Z\",\"event\":\"login.failed\",\"level\":\"warn\"}");
  }

  @Test
  void a2_details_overwriteNoField() {
    JsonObject details = new JsonObject();
    AuditRecords.RESERVED.forEach(name -> details.put(name, "forged"));

    JsonObject record = write(details);
    AuditRecords.RESERVED.forEach(
        name -> assertThat((String) record.remove(name + "_")).isEqualTo("forged"));
    assertThat(record).isEqualTo(write(new JsonObject()));
    assertThat(write(new JsonObject().put("inner", new JsonObject().put("level", "admin"))))
        .isEqualTo(write(new JsonObject()).put("inner", new JsonObject().put("level", "admin")));
    assertThatThrownBy(() -> AuditTrail.check(details.put("fine", 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "details: found actor, address, event, level, method, path, time, userAgent, allowed"
                + " any names but actor, address, event, level, method, path, time, userAgent,"
                + " which the request and the event fill in");
    AuditTrail.check(new JsonObject().put("user", "a").put("session", HANDLE).put("reason", "b"));
  }

  @Test
  void a3_handle_isHashedUnderBothOfItsNames() {
    String reference = write(new JsonObject().put("session", HANDLE)).getString("session");

    assertThat(reference).hasSize(16).isNotEqualTo(HANDLE.substring(0, 16));
    assertThat(write(new JsonObject().put("handle", HANDLE)))
        .isEqualTo(write(new JsonObject().put("session", HANDLE)))
        .doesNotContain(Map.entry("handle", HANDLE));
    assertThat(write(new JsonObject().put("session", HANDLE + "s".repeat(43))))
        .isEqualTo(write(new JsonObject().put("session", HANDLE)));
  }

  @Test
  void a4_textsAndNames_areCleanedAtEveryLevel() {
    JsonObject details =
        new JsonObject()
            .put("user", "a\r\nb")
            .put("n\n", new JsonObject().put("x\u202e", new JsonArray().add("y\u2028")))
            .put("lined\u2029", "z\\")
            .put("many", "m n".repeat(100));
    JsonObject record = write(details);

    assertThat(record.getString("user")).isEqualTo("a\\u000d\\u000ab");
    assertThat(record.getJsonObject("n\\u000a").getJsonArray("x\\u202e").getString(0))
        .isEqualTo("y\\u2028");
    assertThat(record.getString("lined\\u2029")).isEqualTo("z\\\\");
    assertThat(record.getString("many")).hasSize(256);
    assertThat(record.encode().chars()).noneMatch(c -> Character.getType(c) == Character.CONTROL);
  }

  @Test
  void a4_nameThatIsCleanedIntoAnother_replacesNothing() {
    JsonObject details = new JsonObject().put("a".repeat(64), 1).put("a".repeat(64) + "b", 2);
    details.put("a".repeat(63) + "…", 3);

    assertThat(write(details).size()).isEqualTo(6);
  }

  @Test
  void a4_manyOrDeepDetails_areCutAndSaySo() {
    JsonObject many = new JsonObject();
    for (int i = 0; i < 1000; i++) {
      many.put("n" + i, i);
    }
    assertThat(write(many).fieldNames()).hasSize(3 + 32 + 1).contains("n31", "truncated");

    JsonArray deep = new JsonArray();
    for (int i = 0; i < 1000; i++) {
      deep = new JsonArray().add(deep);
    }
    assertThat(write(new JsonObject().put("deep", deep)).encode())
        .endsWith("\"deep\":[[[[]]]],\"truncated\":true}");
    JsonObject deepObject = new JsonObject();
    for (int i = 0; i < 31; i++) {
      deepObject = new JsonObject().put("o", deepObject);
    }
    assertThat(write(deepObject).encode())
        .endsWith("\"o\":{\"o\":{\"o\":{\"o\":{}}}},\"truncated\":true}");
  }

  @Test
  void a3_objectsOfTheApplication_areNamedAndNotShown() {
    User user = User.create(new JsonObject().put("access_token", "SECRET"));
    JsonObject record =
        write(
            new JsonObject()
                .put("who", user)
                .put("why", new IllegalStateException("SECRET"))
                .put("level2", AuditEvent.Level.WARN)
                .put("at", Instant.EPOCH)
                .put("flag", true)
                .put("count", 7L)
                .put("amount", new BigDecimal("1.5"))
                .putNull("nothing"));

    assertThat(record.encode())
        .doesNotContain("SECRET")
        .endsWith(
            "\"who\":\"(UserImpl)\",\"why\":\"(IllegalStateException)\",\"level2\":\"WARN\","
                + "\"at\":\"1970-01-01T00:00:00Z\",\"flag\":true,\"count\":7,\"amount\":\"1.5\","
                + "\"nothing\":null}");
  }

  private JsonObject writeFor(User user, String userAgent, JsonObject details) {
    HttpConnection connection =
        new Noted<>(HttpConnection.class)
            .answer("remoteAddress", SocketAddress.inetSocketAddress(4711, "192.0.2.1"))
            .object;
    HttpServerRequest request =
        new Noted<>(HttpServerRequest.class)
            .answer("connection", connection)
            .answer("headers", MultiMap.caseInsensitiveMultiMap())
            .answer("getHeader", userAgent)
            .answer("method", HttpMethod.POST)
            .object;
    Noted<RoutingContext> ctx =
        new Noted<>(RoutingContext.class)
            .answer("request", request)
            .answer("normalizedPath", "/login")
            .answer("user", user);
    JsonObject record = records.write(AuditEvent.LOGIN_FAILED, ctx.object, details);
    assertThat(ctx.names()).as("that would be a use of it").doesNotContain("session");
    return record;
  }

  @Test
  void a2_eventOfARequest_saysWhereAndWho() {
    assertThat(writeFor(null, "a\tb", new JsonObject()))
        .isEqualTo(
            write(new JsonObject())
                .put("address", "192.0.2.1")
                .put("userAgent", "a\\u0009b")
                .put("method", "POST")
                .put("path", "/login"));
    assertThat(writeFor(null, null, new JsonObject()).containsKey("userAgent")).isFalse();
  }

  @Test
  void a2_whoDidItToSomebodyElse_isTheActor() {
    User alice = User.fromName("alice");
    JsonObject own = writeFor(alice, null, new JsonObject());
    assertThat(own.getString("user")).isEqualTo("alice");
    assertThat(own.containsKey("actor")).isFalse();
    assertThat(writeFor(alice, null, JsonObject.of("user", "alice"))).isEqualTo(own);

    JsonObject other = writeFor(alice, null, JsonObject.of("user", "bob"));
    assertThat(other.getString("user")).isEqualTo("bob");
    assertThat(other.getString("actor")).isEqualTo("alice");
    assertThat(writeFor(null, null, JsonObject.of("user", "bob")).containsKey("actor")).isFalse();
  }

  @Test
  void a3_session_isNamed_onceTheRouteHasUsedIt() {
    RedisSession session = new MadeSessions().loaded();
    HttpServerRequest request =
        new Noted<>(HttpServerRequest.class)
            .answer("connection", new Noted<>(HttpConnection.class).object)
            .answer("headers", MultiMap.caseInsensitiveMultiMap())
            .answer("method", HttpMethod.GET)
            .object;
    Noted<RoutingContext> ctx =
        new Noted<>(RoutingContext.class)
            .answer("request", request)
            .answer("normalizedPath", "/")
            .answer("session", session);
    assertThat(
            records
                .write(AuditEvent.LOGIN_FAILED, ctx.object, new JsonObject())
                .getString("session"))
        .isNull();
    ctx.answer("isSessionAccessed", true);
    assertThat(
            records
                .write(AuditEvent.LOGIN_FAILED, ctx.object, new JsonObject())
                .getString("session"))
        .isEqualTo(write(JsonObject.of("session", session.handle())).getString("session"));
  }
}
