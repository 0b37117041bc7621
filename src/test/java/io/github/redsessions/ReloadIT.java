package io.github.redsessions;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redsessions.config.ConfigException;
import io.github.redsessions.config.CookieConfig.SigningKey;
import io.github.redsessions.config.Secret;
import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.LogCapture;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.Session;
import io.vertx.ext.web.sstore.SessionStore;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each live key counts for a running router as soon as it was reloaded, and no other does. */
class ReloadIT {

  private static final String SECRET = "a-signing-key-that-nobody-may-ever-see";
  private static final String OTHER = "another-signing-key-nobody-may-ever-see";

  private final String prefix = RandomPrefix.next();
  private final Vertx vertx = Vertx.vertx();
  private final LogCapture log = new LogCapture();
  private RedisSessions sessions;
  private int port;

  @BeforeEach
  void start() {
    sessions = await(RedisSessions.open(vertx, config("session", JsonObject.of())));
    Router router = Router.router(vertx);
    router.route().handler(sessions.handler());
    router
        .get("/login")
        .handler(
            ctx ->
                sessions
                    .logIn(ctx, User.fromName("ann"))
                    .onSuccess(done -> ctx.end())
                    .onFailure(ctx::fail));
    router.get("/put").handler(ctx -> put(ctx, 200));
    router.get("/put-and-fail").handler(ctx -> put(ctx, 500));
    router.get("/get").handler(ctx -> ctx.end(String.valueOf(ctx.session().<Object>get("value"))));
    HttpServer server = vertx.createHttpServer().requestHandler(sessions.guard(router));
    port = await(server.listen(0, "127.0.0.1")).actualPort();
  }

  @AfterEach
  void stop() {
    log.close();
    await(sessions.close());
    await(vertx.close());
  }

  private static void put(RoutingContext ctx, int status) {
    ctx.session().put("value", ctx.request().getParam("v", "x"));
    ctx.response().setStatusCode(status).end();
  }

  @Test
  void idleTimeout_countsForNewSessions_andOldOnesKeepTheirs() {
    Browser old = with("/put");
    reload("session", JsonObject.of("idleTimeoutMs", 60_000));
    Browser young = with("/put");

    assertThat(ttl(old)).isGreaterThan(60_000);
    assertThat(ttl(young)).isBetween(1L, 60_000L);
    assertThat(log.text()).contains("session.idleTimeoutMs: 1800000 is now 60000");
  }

  @Test
  void absoluteTimeout_countsForNewSessions() {
    reload("session", JsonObject.of("absoluteTimeoutMs", 50_000));

    assertThat(ttl(with("/put"))).isBetween(1L, 50_000L);
  }

  @Test
  void touchInterval_countsForTheNextRequest() {
    reload("session", JsonObject.of("touchIntervalMs", 0));
    Browser browser = with("/put");
    server().command("PEXPIRE", keyOf(browser), "100000");

    browser.get("/get");

    assertThat(ttl(browser)).isGreaterThan(100_000);
  }

  @Test
  void maxBytes_countsForTheNextChange() {
    Browser browser = with("/put?v=before");
    reload("session", JsonObject.of("maxBytes", 64));

    assertThat(browser.get("/put?v=" + "y".repeat(100)).statusCode()).isGreaterThanOrEqualTo(400);
    assertThat(browser.get("/get").bodyAsString()).isEqualTo("before");
  }

  @Test
  void maxPerUserAndWhenFull_countForTheNextLogin() {
    reload("session", JsonObject.of("maxPerUser", 1, "whenFull", "reject"));

    assertThat(browser().get("/login").statusCode()).isEqualTo(200);
    assertThat(browser().get("/login").statusCode()).isGreaterThanOrEqualTo(400);

    reload("session", JsonObject.of("maxPerUser", 1));
    assertThat(browser().get("/login").statusCode()).isEqualTo(200);
    assertThat(await(sessions.sessionsOf("ann"))).hasSize(1);
  }

  @Test
  void keepOnLogin_countsForTheNextLogin() {
    reload("session", JsonObject.of("keepOnLogin", JsonArray.of("value")));
    Browser browser = with("/put?v=kept");

    browser.get("/login");

    assertThat(browser.get("/get").bodyAsString()).isEqualTo("kept");
  }

  @Test
  void saveOnError_countsForTheNextRequest() {
    Browser browser = with("/put?v=before");
    browser.get("/put-and-fail?v=dropped");
    assertThat(browser.get("/get").bodyAsString()).isEqualTo("before");

    reload("session", JsonObject.of("saveOnError", true));

    browser.get("/put-and-fail?v=saved");
    assertThat(browser.get("/get").bodyAsString()).isEqualTo("saved");
  }

  @Test
  void t6_renewalTimeout_countsForTheNextRequest() {
    Browser browser = with("/put?v=kept");
    String before = browser.cookie("sid");
    letAge(browser);
    browser.get("/get");
    assertThat(browser.cookie("sid")).isEqualTo(before);

    reload("session", JsonObject.of("renewalTimeoutMs", 60_000));
    assertThat(browser.get("/get").bodyAsString()).isEqualTo("kept");
    String renewed = browser.cookie("sid");
    assertThat(renewed).isNotEqualTo(before);

    letAge(browser);
    reload("session", JsonObject.of());
    assertThat(browser.get("/get").bodyAsString()).isEqualTo("kept");
    assertThat(browser.cookie("sid")).isEqualTo(renewed);
    assertThat(log.text()).contains("session.renewalTimeoutMs: 0 is now 60000");
  }

  /** Moves the session's creation, which all its times are relative to, two minutes back. */
  private void letAge(Browser browser) {
    String key = keyOf(browser);
    String[] numbers = ((String) server().command("HGET", key, "m")).split(" ", -1);
    numbers[2] = String.valueOf(Long.parseLong(numbers[2]) - 120_000);
    server().command("HSET", key, "m", String.join(" ", numbers));
  }

  @Test
  void unknownIdsPerMinute_countsForTheNextId() {
    reload("session", JsonObject.of("unknownIdsPerMinute", 1));
    String unknown = with("/put").cookie("sid");
    server().command("DEL", keyOf(unknown));

    assertThat(browser().setCookie("sid", unknown).get("/get").statusCode()).isEqualTo(200);
    String second = with("/put").cookie("sid");
    server().command("DEL", keyOf(second));
    assertThat(browser().setCookie("sid", second).get("/get").statusCode()).isEqualTo(429);
  }

  @Test
  void format_countsForNewSessions() {
    reload("session", JsonObject.of("format", 1));

    assertThat(server().command("HGET", keyOf(with("/put")), "f")).isEqualTo("1");
  }

  @Test
  void c10_signingKeys_verifyAndSign() {
    reload("cookie", signedBy(SECRET));
    Browser browser = with("/put?v=signed");
    assertThat(browser.cookie("sid")).contains(".k.");

    reload("cookie", signedBy(OTHER));

    assertThat(browser.get("/get").bodyAsString()).isEqualTo("null");
    assertThat(log.text()).contains("cookie.signingKeys").doesNotContain(SECRET, OTHER);
  }

  @Test
  void c10_signingKeysThatWereSetInCode_stayWhileThoseOfTheConfigurationDo() {
    reload("cookie", signedBy(SECRET));
    sessions.signingKeys(List.of(new SigningKey("code", new Secret(OTHER))));
    Browser browser = with("/put?v=signed");
    assertThat(browser.cookie("sid")).contains(".code.");

    reload("session", JsonObject.of("maxPerUser", 3), signedBy(SECRET));

    assertThat(browser.get("/get").bodyAsString()).isEqualTo("signed");
  }

  @Test
  void auditStream_isWrittenFromNowOn() {
    reload("audit", JsonObject.of("stream", true));

    browser().get("/login");

    eventually(
        Duration.ofSeconds(10),
        () -> assertThat(server().command("XLEN", prefix + ":audit")).isNotEqualTo(0L));
  }

  @Test
  void throttle_countsForTheNextAttempt() {
    reload("login", JsonObject.of("throttle", JsonObject.of("freeFailures", 1)));

    assertThat(await(sessions.throttle().attempt("ann", "192.0.2.1")).isAllowed()).isTrue();
    assertThat(await(sessions.throttle().attempt("ann", "192.0.2.1")).isAllowed()).isFalse();
  }

  @Test
  void attemptsOfAnAddress_countForTheNextAttempt() {
    reload("login", JsonObject.of("throttle", JsonObject.of("addressPerMinute", 1)));

    assertThat(await(sessions.throttle().attempt("ann", "192.0.2.1")).isAllowed()).isTrue();
    assertThat(await(sessions.throttle().attempt("bob", "192.0.2.1")).isAllowed()).isFalse();
  }

  @Test
  void concurrency_countsForTheNextChange() {
    String id = with("/put").cookie("sid");
    assertThat(putBoth(id)).isNull();

    reload("session", JsonObject.of("concurrency", "strict"));

    assertThat(putBoth(id)).isInstanceOf(SessionConflictException.class);
  }

  /** What the second of two requests gets that change a session at the same time; null for none. */
  private @Nullable Throwable putBoth(String id) {
    SessionStore store = sessions.store();
    Session one = await(store.get(id));
    Session other = await(store.get(id));
    await(store.put(one.put("one", System.nanoTime())));
    Promise<@Nullable Throwable> second = Promise.promise();
    store
        .put(other.put("other", System.nanoTime()))
        .onComplete(done -> second.complete(done.cause()));
    return await(second.future());
  }

  @Test
  void encryptionKeys_openAndSeal() {
    RedisSessions sealed = await(RedisSessions.open(vertx, sealedBy(SECRET, "a")));
    try {
      Session session = sealed.store().createSession(60_000).put("value", "kept");
      await(sealed.store().put(session));

      reloadSealed(sealed, sealedBy(OTHER, "b", SECRET, "a"));
      assertThat(await(sealed.store().get(session.id())).<String>get("value")).isEqualTo("kept");
      Session young = sealed.store().createSession(60_000).put("value", "young");
      await(sealed.store().put(young));

      reloadSealed(sealed, sealedBy(OTHER, "b"));
      assertThat(await(sealed.store().get(young.id())).<String>get("value")).isEqualTo("young");
      assertThat(await(sealed.store().get(session.id()))).isNull();
      assertThat(log.text()).contains("encryption.keys").doesNotContain(SECRET, OTHER);
    } finally {
      await(sealed.close());
    }
  }

  private static void reloadSealed(RedisSessions sealed, JsonObject config) {
    assertThat(await(sealed.reload(config))).isEmpty();
  }

  private JsonObject sealedBy(String... secretsAndIds) {
    JsonArray keys = new JsonArray();
    for (int i = 0; i < secretsAndIds.length; i += 2) {
      keys.add(JsonObject.of("id", secretsAndIds[i + 1], "secret", secretsAndIds[i]));
    }
    return config("encryption", JsonObject.of("mode", "key", "keys", keys));
  }

  @Test
  void otherKeys_areNamedInAWarning_andStayAsTheyAre() {
    JsonObject next = config("cookie", JsonObject.of("name", "other", "secure", false));
    next.getJsonObject("session").put("prefix", "other").put("maxPerUser", 3);

    assertThat(await(sessions.reload(next))).containsExactly("session.prefix", "cookie.name");

    assertThat(log.text())
        .contains("WARN ", "Changed keys need a restart", "session.prefix, cookie.name");
    assertThat(sessions.config().session().prefix()).isEqualTo(prefix);
    assertThat(sessions.config().session().maxPerUser()).isEqualTo(3);
    assertThat(keyOf(with("/put"))).startsWith(prefix);
  }

  @Test
  void wrongConfiguration_changesNothing() {
    JsonObject wrong = config("session", JsonObject.of("maxPerUser", 0, "idleTimeoutMs", 60_000));

    assertThatThrownBy(() -> await(sessions.reload(wrong)))
        .hasRootCauseInstanceOf(ConfigException.class);

    assertThat(ttl(with("/put"))).isGreaterThan(60_000);
    assertThat(log.text()).doesNotContain("Changed keys");
  }

  private static JsonObject signedBy(String secret) {
    JsonObject key = JsonObject.of("id", "k", "secret", secret);
    return JsonObject.of("signingKeys", JsonArray.of(key)).put("name", "sid").put("secure", false);
  }

  private void reload(String section, JsonObject keys) {
    assertThat(await(sessions.reload(config(section, keys)))).isEmpty();
  }

  private void reload(String section, JsonObject keys, JsonObject cookie) {
    assertThat(await(sessions.reload(config(section, keys).put("cookie", cookie)))).isEmpty();
  }

  private JsonObject config(String section, JsonObject keys) {
    JsonObject config =
        TestConfig.of(server(), prefix)
            .put("cookie", JsonObject.of("name", "sid", "secure", false));
    JsonObject before = config.getJsonObject(section, new JsonObject());
    return config.put(section, before.copy().mergeIn(keys));
  }

  private Browser browser() {
    return new Browser(vertx, port);
  }

  private Browser with(String path) {
    Browser browser = browser();
    assertThat(browser.get(path).statusCode()).isEqualTo(200);
    return browser;
  }

  private long ttl(Browser browser) {
    return (Long) server().command("PTTL", keyOf(browser));
  }

  private String keyOf(Browser browser) {
    return keyOf(browser.cookie("sid"));
  }

  private String keyOf(String cookie) {
    return Stream.of((List<?>) server().command("KEYS", prefix + ":s:*"))
        .flatMap(List::stream)
        .map(Object::toString)
        .filter(key -> cookie.startsWith(key.substring((prefix + ":s:").length())))
        .findFirst()
        .orElseThrow();
  }

  private static RedisServer server() {
    return RedisServer.shared();
  }
}
