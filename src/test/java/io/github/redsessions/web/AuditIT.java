package io.github.redsessions.web;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redsessions.AuditEvent;
import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionsUnderTest;
import io.github.redsessions.store.RedisSession;
import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.LogCapture;
import io.github.redsessions.testkit.MutableClock;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.handler.SessionHandler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an application's requests leave in the audit. Rows A1 to A4. */
class AuditIT extends WebFixture {

  private static final Duration BOUND = Duration.ofSeconds(10);
  private static final String PSEUDONYM_KEY = "KEY-of-the-pseudonyms-0123456789";
  private static final String SIGNING_SECRET = "SECRET-of-the-ring-0123456789-0123456789";
  private static final String PASSWORD = "PASSWORD-that-was-typed";

  private final MutableClock clock = new MutableClock(Instant.parse("2031-01-02T03:04:05.678Z"));
  private final Queue<JsonObject> audit = new ConcurrentLinkedQueue<>();

  @Override
  JsonObject config() {
    JsonObject config = super.config();
    config.getJsonObject("session").put("pseudonymKey", PSEUDONYM_KEY);
    config
        .getJsonObject("cookie")
        .put(
            "signingKeys",
            new JsonArray().add(new JsonObject().put("id", "k1").put("secret", SIGNING_SECRET)));
    return config.put("http", new JsonObject().put("trustProxy", new JsonArray().add("127.0.0.1")));
  }

  @Override
  RedisSessions open() {
    return await(SessionsUnderTest.open(vertx, config(), clock));
  }

  @Override
  void routes(Router router) {
    router.get("/handle").handler(ctx -> ctx.end(((RedisSession) ctx.session()).handle()));
    router
        .post("/failed")
        .handler(
            ctx -> {
              String name = ctx.request().getParam("name");
              sessions.audit(AuditEvent.LOGIN_FAILED, ctx, new JsonObject().put("user", name));
              ctx.end();
            });
    router.get("/reset/:token").handler(this::report);
    router.get("/report*").handler(this::report);
    router
        .post("/login-bob")
        .handler(ctx -> answer(ctx, sessions.logIn(ctx, User.fromName("bob"))));
    router
        .post("/new")
        .handler(
            ctx -> {
              sessions.handler().newSession(ctx).put("n", 1);
              answer(ctx, sessions.handler().flush(ctx));
            });
    router
        .post("/destroy")
        .handler(
            ctx -> {
              ctx.session().destroy();
              ctx.end();
            });
    router
        .post("/authenticated")
        .handler(
            ctx -> {
              answer(ctx, sessions.handler().setUser(ctx, User.fromName("carol")));
            });
    router
        .get("/trap")
        .handler(
            ctx -> {
              listenAndThrow();
              ctx.end();
            });
  }

  private void report(RoutingContext ctx) {
    sessions.audit(AuditEvent.ACCESS_DENIED, ctx, new JsonObject().put("reason", "role"));
    ctx.end();
  }

  private void listenAndThrow() {
    vertx
        .eventBus()
        .consumer(
            RedisSessions.AUDIT_ADDRESS,
            message -> {
              throw new IllegalStateException("a consumer of the application's own");
            });
  }

  @BeforeEach
  void listen() {
    vertx
        .eventBus()
        .<JsonObject>consumer(RedisSessions.AUDIT_ADDRESS, message -> audit.add(message.body()));
  }

  /** Expects these events since the last call, and no other. */
  private List<JsonObject> expect(String... events) {
    // Comes after whatever the requests have caused; those at a response's head come later still.
    List<JsonObject> taken = new ArrayList<>();
    eventually(BOUND, () -> assertThat(audit).hasSizeGreaterThanOrEqualTo(events.length));
    sessions.audit(AuditEvent.EVERYONE_REVOKED, null, new JsonObject());
    eventually(
        BOUND,
        () -> assertThat(audit).anyMatch(e -> e.getString("event").equals("everyone.revoked")));
    for (JsonObject e = audit.poll(); e != null; e = audit.poll()) {
      taken.add(e);
    }
    assertThat(taken.remove(taken.size() - 1).getString("event")).isEqualTo("everyone.revoked");
    assertThat(taken).extracting(e -> e.getString("event")).containsExactly(events);
    return taken;
  }

  private JsonObject expectOne(String event) {
    return expect(event).get(0);
  }

  @Test
  void a1_creationLoginRotationLogout_areOneEventEach() {
    Browser browser = browser();
    browser.get("/untouched");
    browser.get("/read");
    expect();
    browser.get("/put?n=1");
    String session = expectOne("session.created").getString("session");
    browser.get("/put?n=2");
    browser.get("/read");
    expect();
    browser.post("/login");
    assertThat(expectOne("login.succeeded").getMap())
        .contains(Map.entry("user", "alice"), Map.entry("session", session));
    browser.post("/rotate");
    assertThat(expectOne("session.renewed").getMap())
        .contains(Map.entry("user", "alice"), Map.entry("session", session));
    browser.post("/login-bob");
    assertThat(expectOne("login.succeeded").getMap())
        .contains(Map.entry("user", "bob"), Map.entry("session", session))
        .doesNotContainKey("actor");
    browser.post("/logout");
    assertThat(expectOne("session.logged.out").getMap())
        .contains(Map.entry("user", "bob"), Map.entry("session", session));
    browser.post("/logout");
    expect();
  }

  @Test
  void a1_loginThatMakesASession_isALogin() {
    Browser browser = browser();
    browser.post("/login-put");
    assertThat(expectOne("login.succeeded").getMap())
        .containsEntry("user", "alice")
        .containsKey("session");
    browser.get("/who");
    expect();
  }

  @Test
  void a1_sessionsThatComeAndGoWithoutTheDoor_areToldToo() {
    Browser browser = browser();
    browser.post("/authenticated");
    assertThat(expectOne("session.created").getMap()).containsEntry("user", "carol");
    browser.post("/authenticated");
    assertThat(expectOne("session.renewed").getMap()).containsEntry("user", "carol");
    String before = browser.get("/handle").bodyAsString();
    browser.post("/new");
    List<JsonObject> replaced = expect("session.logged.out", "session.created");
    assertThat(replaced).extracting(e -> e.getString("session")).doesNotHaveDuplicates();
    assertThat(browser.get("/handle").bodyAsString()).isNotEqualTo(before);
    browser.post("/destroy");
    expect("session.logged.out");
  }

  @Test
  void a1_changesUnderTheStockHandler_areOneEventEach() {
    Router stock = Router.router(vertx);
    stock.route().handler(SessionHandler.create(sessions.store()).setSessionCookieName("sid"));
    stock.post("/login").handler(ctx -> answer(ctx, sessions.logIn(ctx, User.fromName("dave"))));
    stock.post("/rotate").handler(ctx -> answer(ctx, sessions.rotate(ctx)));
    stock.post("/logout").handler(ctx -> answer(ctx, sessions.logOut(ctx)));
    int stockPort =
        await(vertx.createHttpServer().requestHandler(stock).listen(0, "127.0.0.1")).actualPort();
    Browser browser = new Browser(vertx, stockPort);
    for (String change : List.of("/login", "/rotate", "/logout")) {
      assertThat(browser.post(change).statusCode()).isEqualTo(200);
    }

    List<JsonObject> events = expect("login.succeeded", "session.renewed", "session.logged.out");
    assertThat(events).allSatisfy(e -> assertThat(e.getMap()).containsEntry("user", "dave"));
    assertThat(events)
        .extracting(e -> e.getString("session"))
        .containsOnly(events.get(0).getString("session"))
        .doesNotContainNull();
  }

  @Test
  void a1_sessionThatIsOver_isToldWhileRedisHasIt() {
    Browser browser = browser();
    browser.post("/login");
    String session = expectOne("login.succeeded").getString("session");
    clock.advance(Duration.ofHours(1));

    assertThat(browser.get("/who").bodyAsString()).isEqualTo("nobody");
    assertThat(expectOne("session.expired").getMap()).containsEntry("session", session);
  }

  @Test
  void a2_event_saysWhoWhatWhereAndWhen() {
    Browser browser = browser();
    browser.post("/login");
    String session = expectOne("login.succeeded").getString("session");
    String agent = "Agent/1 (" + "x; ".repeat(100) + ")";
    try (LogCapture log = new LogCapture()) {
      browser.send(
          HttpMethod.GET,
          "/a/../report;p=1?q=SECRET#f",
          request ->
              request
                  .putHeader("User-Agent", agent)
                  .putHeader("X-Forwarded-For", "192.0.2.9, 203.0.113.7"),
          null);
      JsonObject event = expectOne("access.denied");

      assertThat(event)
          .isEqualTo(
              new JsonObject()
                  .put("time", "2031-01-02T03:04:05.678Z")
                  .put("event", "access.denied")
                  .put("level", "warn")
                  .put("address", "203.0.113.7")
                  .put("userAgent", agent.substring(0, 255) + "…")
                  .put("method", "GET")
                  .put("path", "/report")
                  .put("user", "alice")
                  .put("session", session)
                  .put("reason", "role"));
      assertThat(log.text().lines())
          .contains("WARN io.github.redsessions.audit " + event.encode() + " {}");
    }
  }

  @Test
  void a2_levelOfTheLog_isThatOfTheEvent() {
    try (LogCapture log = new LogCapture()) {
      sessions.audit(AuditEvent.PASSWORD_CHANGED, null, new JsonObject());
      sessions.audit(AuditEvent.LOGIN_FAILED, null, new JsonObject());
      sessions.audit(AuditEvent.LOGIN_LOCKED, null, new JsonObject());

      assertThat(log.text().lines().map(line -> line.replaceFirst("\\{.*", "")))
          .containsExactly(
              "INFO io.github.redsessions.audit ",
              "WARN io.github.redsessions.audit ",
              "ERROR io.github.redsessions.audit ");
    }
  }

  @Test
  void a2_whoeverActsOnAnother_isTheActor() {
    Browser browser = browser();
    browser.post("/login");
    expect("login.succeeded");
    browser.post("/failed?name=bob");

    assertThat(expectOne("login.failed").getMap())
        .contains(Map.entry("user", "bob"), Map.entry("actor", "alice"));
  }

  @Test
  void a2_detailsThatTheEventFillsIn_areRefused() {
    assertThatThrownBy(
            () ->
                sessions.audit(
                    AuditEvent.LOGIN_FAILED, null, new JsonObject().put("address", "1.2.3.4")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found address, allowed");
    expect();
  }

  /** Asking for the session would give its response a Vary, and under a stock handler a cookie. */
  @Test
  void reportOfAnAnonymousRequest_isNoUseOfItsSession() {
    HttpResponse<Buffer> response = browser().get("/report");

    assertThat(response.headers().names()).doesNotContain("vary", "Vary", "set-cookie");
    assertThat(expectOne("access.denied").getMap()).doesNotContainKey("session");
    assertThat(keys()).isEmpty();
  }

  @Test
  void a3_noEventAndNoLog_holdsAnIdASecretOrAPassword() {
    List<String> secrets = new ArrayList<>(List.of(PSEUDONYM_KEY, SIGNING_SECRET, PASSWORD));
    try (LogCapture log = new LogCapture()) {
      Browser browser = browser();
      for (String change : List.of("/login", "/rotate", "/authenticated", "/new", "/login")) {
        browser.post(change);
        String id = browser.cookie("sid");
        String handle = browser.get("/handle").bodyAsString();
        assertThat(id).startsWith(handle);
        secrets.addAll(List.of(id, handle, id.substring(22, 65), id.substring(id.length() - 43)));
      }
      String first = secrets.get(3);
      browser().setCookie("sid", first).get("/who");
      browser.send(
          HttpMethod.GET, "/who", r -> r.putHeader("Cookie", "sid=" + first + "; sid=1"), null);
      assertThat(secrets)
          .hasSizeGreaterThan(20)
          .allSatisfy(secret -> assertThat(log.text()).doesNotContain(secret));
      // Vert.x logs a whole URL at TRACE: who is asked here is the module.
      browser.get("/reset/" + first);
      browser.get("/reset/" + secrets.get(4) + "?password=" + PASSWORD);
      browser.get("/report;jsessionid=" + first + "?sid=" + first);
      browser.post("/failed?name=" + browser.cookie("sid"));
      browser.post("/destroy");
      eventually(
          BOUND,
          () ->
              assertThat(audit)
                  .extracting(e -> e.getString("event"))
                  .contains("session.cookie.refused", "login.failed", "session.logged.out"));

      String ours =
          log.text()
              .lines()
              .filter(line -> line.contains(" io.github.redsessions."))
              .collect(Collectors.joining("\n", "", audit.toString()));
      assertThat(ours).contains("\"path\":\"/reset/*\"", "\"path\":\"/report\"", "\"user\":\"*\"");
      assertThat(secrets).allSatisfy(secret -> assertThat(ours).doesNotContain(secret));
    }
  }

  @Test
  void a4_nameWithALineBreak_isOneLine() {
    try (LogCapture log = new LogCapture()) {
      browser().post("/failed?name=a%0d%0ab%e2%80%a8c%e2%80%aed");
      JsonObject event = expectOne("login.failed");

      assertThat(event.getString("user")).isEqualTo("a\\u000d\\u000ab\\u2028c\\u202ed");
      assertThat(log.text().lines().filter(line -> line.contains("login.failed")))
          .singleElement()
          .isEqualTo("WARN io.github.redsessions.audit " + event.encode() + " {}");
    }
  }

  @Test
  void a1_consumerThatThrows_breaksNothing() {
    listenAndThrow();
    Browser browser = browser();
    // On the event loop of the requests, where its exception might reach them.
    browser.get("/trap");
    vertx
        .eventBus()
        .addOutboundInterceptor(
            delivery -> {
              throw new IllegalStateException("an interceptor of the application's own");
            });

    assertThat(browser.post("/login").statusCode()).isEqualTo(200);
    assertThat(browser.get("/who").bodyAsString()).isEqualTo("alice");
  }

  @Test
  void a1_consumerThatThrows_takesNothingFromTheOthers() {
    listenAndThrow();
    Browser browser = browser();
    browser.get("/trap");

    assertThat(browser.post("/login").statusCode()).isEqualTo(200);
    expect("login.succeeded");
  }
}
