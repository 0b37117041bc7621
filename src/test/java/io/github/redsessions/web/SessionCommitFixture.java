package io.github.redsessions.web;

import static io.github.redsessions.testkit.Futures.await;

import io.github.redsessions.config.IpRanges;
import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.store.MadeSessions;
import io.github.redsessions.testkit.MutableClock;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.Session;
import io.vertx.ext.web.handler.SessionHandler;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** The commit of one request, with a stock handler that only notes what it is asked for. */
abstract class SessionCommitFixture {

  final IllegalStateException cause = new IllegalStateException("not stored");

  final Vertx vertx = Vertx.vertx();
  final AuditRecorder recorder = new AuditRecorder(vertx);
  final MadeSessions made = new MadeSessions();
  final Noted<SessionHandler> stock =
      new Noted<>(SessionHandler.class).answer("flush", Future.succeededFuture());
  final Noted<HttpServerResponse> response =
      new Noted<>(HttpServerResponse.class).answer("getStatusCode", 200);
  final Noted<RoutingContext> ctx = new Noted<>(RoutingContext.class);
  final CommitRules rules;

  SessionCommitFixture() {
    HttpConnection connection =
        new Noted<>(HttpConnection.class)
            .answer("remoteAddress", SocketAddress.inetSocketAddress(4711, "192.0.2.1"))
            .object;
    HttpServerRequest request =
        new Noted<>(HttpServerRequest.class)
            .answer("connection", connection)
            .answer("headers", MultiMap.caseInsensitiveMultiMap())
            .answer("method", HttpMethod.GET)
            .object;
    ctx.answer("request", request)
        .answer("response", response.object)
        .answer("normalizedPath", "/");
    SessionsConfig config = SessionsConfig.from(new JsonObject());
    AuditTrail audit = new AuditTrail(vertx, config, new MutableClock(), null);
    CookiePolicy cookie = new CookiePolicy(config.cookie(), new IpRanges(List.of()), audit);
    rules =
        new CommitRules(
            stock.object,
            new OutageStore(null, cookie, null),
            cookie,
            false,
            new SessionEvents(audit),
            new ClientAddress(config.http()),
            audit);
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  SessionCommit commit(Session session) {
    ctx.answer("session", session);
    return new SessionCommit(ctx.object, rules);
  }

  SessionCommit commitOf(Session session, User user) {
    ctx.answer("user", user);
    return commit(session);
  }

  int flushes() {
    return stock.calls.size();
  }

  boolean isWithdrawn() {
    return response.names().contains("removeCookie");
  }

  void failing() {
    stock.answer("flush", Future.failedFuture(cause));
  }
}
