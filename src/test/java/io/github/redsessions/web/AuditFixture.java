package io.github.redsessions.web;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.AuditEvent;
import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionsUnderTest;
import io.github.redsessions.store.RedisSession;
import io.github.redsessions.testkit.MutableClock;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;

/** Routes that make events, and a listener that holds them. */
abstract class AuditFixture extends WebFixture {

  static final Duration BOUND = Duration.ofSeconds(10);
  static final String PSEUDONYM_KEY = "KEY-of-the-pseudonyms-0123456789";
  static final String SIGNING_SECRET = "SECRET-of-the-ring-0123456789-0123456789";
  static final String PASSWORD = "PASSWORD-that-was-typed";

  final MutableClock clock = new MutableClock(Instant.parse("2031-01-02T03:04:05.678Z"));
  final Queue<JsonObject> audit = new ConcurrentLinkedQueue<>();

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

  void report(RoutingContext ctx) {
    sessions.audit(AuditEvent.ACCESS_DENIED, ctx, new JsonObject().put("reason", "role"));
    ctx.end();
  }

  void listenAndThrow() {
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
  List<JsonObject> expect(String... events) {
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

  JsonObject expectOne(String event) {
    return expect(event).get(0);
  }
}
