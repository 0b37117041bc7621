package io.github.redsessions.web;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.AuditEvent;
import io.github.redsessions.SessionUnavailableException;
import io.github.redsessions.config.IpRanges;
import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.store.MadeSessions;
import io.github.redsessions.store.RedisSession;
import io.github.redsessions.testkit.MutableClock;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.UserContext;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.ext.web.handler.SessionHandler;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is left of a login, logout or rotation that could not be stored. Rows F1, D4; {@code
 * PrivilegeChangesIT} has those that are.
 */
class PrivilegeChangesTest {

  private final Vertx vertx = Vertx.vertx();
  private final AuditRecorder recorder = new AuditRecorder(vertx);
  private final MadeSessions made = new MadeSessions();
  private final RedisSession session = made.loaded();
  private final Noted<SessionHandler> handler = new Noted<>(SessionHandler.class);
  private final Noted<HttpServerResponse> response = new Noted<>(HttpServerResponse.class);
  private final Noted<UserContext> user = new Noted<>(UserContext.class);
  private final Noted<RoutingContext> ctx =
      new Noted<>(RoutingContext.class)
          .answer("session", session)
          .answer("response", response.object)
          .answer("userContext", user.object)
          .answer("normalizedPath", "/");
  private final PrivilegeChanges changes;

  PrivilegeChangesTest() {
    HttpConnection connection =
        new Noted<>(HttpConnection.class)
            .answer("remoteAddress", SocketAddress.inetSocketAddress(4711, "192.0.2.1"))
            .object;
    ctx.answer(
        "request",
        new Noted<>(HttpServerRequest.class)
            .answer("connection", connection)
            .answer("headers", MultiMap.caseInsensitiveMultiMap())
            .answer("method", HttpMethod.POST)
            .object);
    SessionsConfig config = SessionsConfig.from(new JsonObject());
    AuditTrail audit = new AuditTrail(vertx, config, new MutableClock(), null);
    changes =
        new PrivilegeChanges(
            made.store(),
            handler.object,
            new CookiePolicy(config.cookie(), new IpRanges(List.of()), audit),
            Set.of(),
            new ClientAddress(config.http()),
            audit);
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void d4_changeThatIsNotStored_leavesNeitherUserNorCookie(boolean outage) {
    HttpException failure =
        outage
            ? new HttpException(503, new SessionUnavailableException("x", null))
            : new HttpException(409);
    handler.answer("flush", Future.failedFuture(failure));
    assertThat(changes.rotate(ctx.object).cause()).isSameAs(failure);

    assertThat(ctx.calls).contains(new Noted.Call("put", List.of(PrivilegeChanges.FLUSHED, true)));
    assertThat(user.names()).containsExactly("clear");
    assertThat(response.names()).contains("removeCookie");
    assertThat(
            response.calls.contains(
                new Noted.Call("putHeader", List.of(HttpHeaders.RETRY_AFTER, "1"))))
        .as("it asks the client to come back")
        .isEqualTo(outage);
    assertThat(recorder.events(AuditEvent.SESSION_RENEWED.spelling())).isEmpty();
  }

  @Test
  void f1_rotation_isOfTheSession_andToldOf() {
    handler.answer("flush", Future.succeededFuture());
    assertThat(changes.rotate(ctx.object).succeeded()).isTrue();
    assertThat(session.isRegenerated()).isTrue();
    assertThat(ctx.calls)
        .contains(new Noted.Call("put", List.of(PrivilegeChanges.FLUSHED, false)))
        .contains(new Noted.Call("remove", List.of("io.github.redsessions.named")));
    assertThat(user.calls).isEmpty();
    assertThat(recorder.events(AuditEvent.SESSION_RENEWED.spelling())).hasSize(1);

    ctx.answer("session", made.fresh());
    changes.rotate(ctx.object);
    assertThat(recorder.events(AuditEvent.SESSION_CREATED.spelling())).hasSize(1);
  }

  @Test
  void f1_login_dropsWhatTheSessionHeld_butWhatIsToBeKept() {
    handler.answer("setUser", Future.succeededFuture());
    User alice = User.fromName("alice");
    session.put("cart", 2);
    changes.keepOnLogin(Set.of("cart"));
    assertThat(changes.logIn(ctx.object, alice, null).succeeded()).isTrue();
    assertThat(session.isRegenerated()).isTrue();
    assertThat(session.data()).containsOnlyKeys("cart");
    assertThat(handler.calls)
        .containsExactly(new Noted.Call("setUser", List.of(ctx.object, alice)));
    assertThat(recorder.events(AuditEvent.LOGIN_SUCCEEDED.spelling()))
        .singleElement()
        .satisfies(event -> assertThat(event.getString("user")).isEqualTo("alice"));
    assertThat(recorder.events(AuditEvent.SESSION_REVOKED.spelling())).isEmpty();
  }

  @Test
  void l1_logout_forgetsTheUserBeforeItIsStored() {
    handler.answer("flush", Future.failedFuture("not stored"));
    changes.logOut(ctx.object);
    assertThat(user.names()).startsWith("clear");
    assertThat(recorder.events(AuditEvent.SESSION_LOGGED_OUT.spelling())).isEmpty();
    handler.answer("flush", Future.succeededFuture());
    changes.logOut(ctx.object);
    assertThat(recorder.events(AuditEvent.SESSION_LOGGED_OUT.spelling())).hasSize(1);
  }

  @Test
  void routeWithoutASession_saysWhatIsMissing() {
    ctx.answer("session", null);
    assertThat(changes.rotate(ctx.object).cause()).hasMessageContaining("add sessions.handler()");
    assertThat(user.calls).isEmpty();
  }
}
