package io.github.redsessions.web;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.AuditEvent;
import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionInfo;
import io.github.redsessions.SessionUnavailableException;
import io.github.redsessions.SessionsUnderTest;
import io.github.redsessions.testkit.Acl;
import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.CommandRecorder;
import io.github.redsessions.testkit.MutableClock;
import io.github.redsessions.testkit.RedisServer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.handler.SessionHandler;
import io.vertx.ext.web.impl.UserContextInternal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions of a user, whoever logged them in and whatever Redis refuses. Rows L4 to L11, A1. */
class RevocationIT extends WebFixture {

  private static final Duration TOUCH = Duration.ofMinutes(1);

  private final RedisServer own = RedisServer.start();
  private final MutableClock clock = new MutableClock();
  private final List<JsonObject> audited = new CopyOnWriteArrayList<>();

  @Override
  RedisServer server() {
    return own;
  }

  @Override
  JsonObject config() {
    JsonObject config = super.config();
    config.getJsonObject("session").put("maxPerUser", 2);
    return config;
  }

  @Override
  RedisSessions open() {
    return await(SessionsUnderTest.open(vertx, config(), clock));
  }

  @Override
  void routes(Router router) {
    router.get("/touch").handler(ctx -> answer(ctx, sessions.commit(ctx)));
    router
        .get("/brought")
        .handler(
            ctx -> {
              // As an AuthenticationHandler does.
              ((UserContextInternal) ctx.userContext()).setUser(User.fromName("carol"));
              ctx.session().regenerateId();
              answer(ctx, sessions.commit(ctx));
            });
    router
        .post("/set-user")
        .handler(ctx -> answer(ctx, sessions.handler().setUser(ctx, User.fromName("alice"))));
    router
        .post("/clear-user")
        .handler(
            ctx -> {
              ((UserContextInternal) ctx.userContext()).setUser(null);
              answer(ctx, sessions.commit(ctx));
            });
    router
        .post("/revoke-others")
        .handler(
            ctx ->
                sessions
                    .revokeOthers(ctx)
                    .onComplete(n -> ctx.end("" + n), e -> ctx.end(e.getMessage())));
    SessionHandler stock = SessionHandler.create(sessions.store()).setSessionCookieName("stock");
    Router behindStock = Router.router(vertx);
    behindStock.route().handler(stock);
    behindStock
        .post("/login")
        .handler(ctx -> answer(ctx, stock.setUser(ctx, User.fromName("alice"))));
    behindStock
        .get("/who")
        .handler(ctx -> ctx.end(ctx.user() == null ? "nobody" : ctx.user().subject()));
    stockRouter = behindStock;
  }

  private Router stockRouter;

  @BeforeEach
  void listen() {
    vertx
        .eventBus()
        .<JsonObject>consumer(RedisSessions.AUDIT_ADDRESS, event -> audited.add(event.body()));
  }

  @AfterEach
  void stopServer() {
    own.close();
  }

  private Browser login() {
    Browser browser = browser();
    assertThat(browser.post("/login").statusCode()).isEqualTo(200);
    return browser;
  }

  private static String who(Browser browser) {
    return browser.get("/who").bodyAsString();
  }

  private List<String> events() {
    return audited.stream().map(event -> event.getString("event")).toList();
  }

  private void refuse(String command) {
    own.command("ACL", "SETUSER", Acl.SESSIONS, "-" + command);
  }

  private void grant(String command) {
    own.command("ACL", "SETUSER", Acl.SESSIONS, "+" + command);
    own.forgetRefusals();
  }

  @Test
  void l4_userAgent_isShortAndHasNoControlCharacters() {
    Browser browser = browser();
    browser.send(
        HttpMethod.POST,
        "/login",
        request -> request.putHeader("User-Agent", "a\tb\u0085" + "x".repeat(400)),
        null);
    SessionInfo info = await(sessions.sessionsOf("alice")).get(0);
    assertThat(info.userAgent()).startsWith("a\\u0009b\\u0085xxx").hasSize(256);
  }

  @Test
  void a1_revocationOfOneSession_isTold_andThatOfNoneIsNot() {
    login();
    String handle = await(sessions.sessionsOf("alice")).get(0).handle();
    assertThat(await(sessions.revoke("alice", handle))).isTrue();
    eventually(Duration.ofSeconds(10), () -> assertThat(events()).contains("session.revoked"));
    assertThat(await(sessions.revoke("alice", handle))).isFalse();
    Browser marker = login();
    marker.post("/logout");
    eventually(Duration.ofSeconds(10), () -> assertThat(events()).contains("session.logged.out"));
    assertThat(audited)
        .filteredOn(event -> event.getString("event").equals("session.revoked"))
        .singleElement()
        .satisfies(event -> assertThat(event.getString("user")).isEqualTo("alice"))
        .satisfies(event -> assertThat(event.getString("session")).isNotIn(null, handle));
  }

  @Test
  void userOfAnAuthenticationHandlerAndOfSetUser_areInTheirIndexes() {
    Browser brought = browser();
    brought.get("/brought");
    Browser set = browser();
    set.post("/set-user");
    assertThat(await(sessions.sessionsOf("carol")))
        .singleElement()
        .satisfies(info -> assertThat(info.address()).isEqualTo("127.0.0.1"));
    assertThat(await(sessions.sessionsOf("alice"))).hasSize(1);

    assertThat(await(sessions.revokeAll("carol"))).isEqualTo(1);
    assertThat(who(brought)).isEqualTo("nobody");
    assertThat(who(set)).isEqualTo("alice");
  }

  /** All of it in one millisecond. Nothing is asked before the login is on its way. */
  @Test
  void l9_userWhoIsBrought_isRevokedThoughTheIndexIsLost_andMayComeBackAtOnce() {
    Browser brought = browser();
    try (CommandRecorder recorder = own.record()) {
      brought.get("/brought");
      assertThat(recorder.names()).containsExactly("EVALSHA", "EVALSHA");
    }
    own.command("DEL", (String) ((List<?>) own.command("KEYS", prefix + ":u:*")).get(0));
    await(sessions.revokeAll("carol"));
    assertThat(who(brought)).isEqualTo("nobody");

    brought.get("/brought");
    assertThat(who(brought)).isEqualTo("carol");
  }

  @Test
  void userWhoIsTakenAway_leavesTheIndex() {
    Browser browser = login();
    browser.post("/clear-user");
    assertThat(await(sessions.sessionsOf("alice"))).isEmpty();
    assertThat(records()).hasSize(1);
    assertThat(own.command("HEXISTS", (String) records().get(0), "p"))
        .as("where the user came from")
        .isEqualTo(0L);
    await(sessions.revokeAll("alice"));
    assertThat(records()).hasSize(1);
  }

  @Test
  void sessionsBehindTheStockHandler_areRevokedToo() {
    int stockPort =
        await(vertx.createHttpServer().requestHandler(stockRouter).listen(0, "127.0.0.1"))
            .actualPort();
    Browser browser = new Browser(vertx, stockPort);
    browser.post("/login");
    assertThat(browser.get("/who").bodyAsString()).isEqualTo("alice");
    assertThat(await(sessions.sessionsOf("alice"))).hasSize(1);
    assertThat(await(sessions.revokeAll("alice"))).isEqualTo(1);
    assertThat(browser.get("/who").bodyAsString()).isEqualTo("nobody");
  }

  @Test
  void a1_revocations_areAudited() {
    Browser first = login();
    clock.advance(Duration.ofSeconds(1));
    login();
    clock.advance(Duration.ofSeconds(1));
    login();
    assertThat(who(first)).isEqualTo("nobody");
    String handle = await(sessions.sessionsOf("alice")).get(0).handle();
    await(sessions.revoke("alice", handle));
    await(sessions.revoke("alice", handle));
    await(sessions.revokeAll("alice"));
    await(sessions.revokeEveryone());
    Browser last = login();
    last.post("/revoke-others");
    String id = last.cookie("sid");
    last.post("/logout");

    List<JsonObject> revocations =
        audited.stream().filter(e -> e.getString("event").endsWith(".revoked")).toList();
    assertThat(revocations)
        .extracting(e -> e.getString("event"))
        .containsExactly(
            AuditEvent.SESSION_REVOKED.spelling(),
            AuditEvent.SESSION_REVOKED.spelling(),
            AuditEvent.USER_REVOKED.spelling(),
            AuditEvent.EVERYONE_REVOKED.spelling(),
            AuditEvent.USER_REVOKED.spelling());
    assertThat(revocations.get(0).getString("reason")).isEqualTo("evicted");
    assertThat(events()).contains(AuditEvent.SESSION_LOGGED_OUT.spelling());
    assertThat(audited.toString()).doesNotContain(id).doesNotContain(handle);
  }

  @Test
  void revokeOthers_withoutALogin_isRefused() {
    Browser anonymous = browser();
    anonymous.get("/put?n=1");
    assertThat(anonymous.post("/revoke-others").bodyAsString()).startsWith("Nobody is logged in");
    assertThat(events()).doesNotContain(AuditEvent.USER_REVOKED.spelling());
  }

  @Test
  void numbersThatCannotBeRead_leaveTheSessionsAlone_andTheCheckDue() {
    Browser browser = login();
    browser.get("/touch");
    own.command("DEL", (String) ((List<?>) own.command("KEYS", prefix + ":u:*")).get(0));
    await(sessions.revokeAll("alice"));
    clock.advance(TOUCH);
    refuse("hmget");
    try {
      assertThat(who(browser)).isEqualTo("alice");
      browser.get("/touch");
      HttpResponse<Buffer> login = browser().post("/login");
      assertThat(login.statusCode()).isEqualTo(503);
      assertThat(login.cookies()).isEmpty();
      assertThat(failureOf(sessions.loginTicket()))
          .hasCauseInstanceOf(SessionUnavailableException.class);
    } finally {
      grant("hmget");
    }
    assertThat(who(browser)).isEqualTo("nobody");
    assertThat(records()).isEmpty();
  }

  @Test
  void indexThatCannotBeWritten_keepsNobodyFromLoggingInOrOut() {
    refuse("zadd");
    refuse("zrem");
    Browser browser = browser();
    try {
      assertThat(browser.post("/login").statusCode()).isEqualTo(200);
      assertThat(who(browser)).isEqualTo("alice");
      assertThat(login().post("/logout").statusCode()).isEqualTo(200);
      assertThat(records()).hasSize(1);
    } finally {
      grant("zadd");
      grant("zrem");
    }
    clock.advance(TOUCH);
    browser.get("/touch");
    assertThat(await(sessions.sessionsOf("alice"))).hasSize(1);
  }

  @Test
  void lapsedLevel_thatCannotBeTakenAway_isNoneAllTheSame() {
    Browser browser = login();
    own.command("HSET", (String) records().get(0), "l", "-1 admin");
    browser.get("/touch");
    own.command("HSET", (String) records().get(0), "l", "-1 admin");
    refuse("evalsha");
    try {
      HttpResponse<Buffer> response = browser.get("/who");
      assertThat(response.bodyAsString()).isEqualTo("alice");
      assertThat(response.cookies()).isEmpty();
    } finally {
      grant("evalsha");
    }
    assertThat(browser.get("/who").cookies()).hasSize(1);
    assertThat(who(browser)).isEqualTo("alice");
  }

  @Test
  void anonymousRequests_costNothingMore() {
    Browser browser = browser();
    browser.get("/put?n=1");
    try (CommandRecorder recorder = own.record()) {
      browser.get("/read");
      clock.advance(TOUCH);
      browser.get("/touch");
      assertThat(recorder.names()).containsExactly("HGETALL", "HGETALL", "EVALSHA");
    }
  }
}
