package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.HttpConfig;
import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.store.MadeSessions;
import io.github.redsessions.store.RedisSession;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.SessionHandler;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which requests renew the id of a session that is due. Row T6. */
class IdRenewalTest {

  private final Noted<HttpConnection> connection =
      new Noted<>(HttpConnection.class).answer("isSsl", true);
  private final Noted<HttpServerRequest> request =
      new Noted<>(HttpServerRequest.class)
          .answer("connection", connection.object)
          .answer("headers", MultiMap.caseInsensitiveMultiMap())
          .answer("method", HttpMethod.GET);
  private final Noted<HttpServerResponse> response =
      new Noted<>(HttpServerResponse.class).answer("headWritten", false).answer("closed", false);
  private final Noted<RoutingContext> ctx =
      new Noted<>(RoutingContext.class)
          .answer("request", request.object)
          .answer("response", response.object);
  private final MadeSessions made = new MadeSessions();
  private final RedisSession due = made.dueToBeRenewed();
  private final CommitRules rules = rules();

  private static CommitRules rules() {
    SessionsConfig config = SessionsConfig.from(new JsonObject());
    HttpConfig http = config.http();
    CookiePolicy cookie = new CookiePolicy(config.cookie(), http.trustProxy(), null);
    return new CommitRules(
        new Noted<>(SessionHandler.class).object,
        new OutageStore(null, cookie, null),
        cookie,
        false,
        new SessionEvents(null),
        new ClientAddress(http),
        null);
  }

  private boolean isDue() {
    return IdRenewal.isDue(rules, ctx.object, due);
  }

  @Test
  void t6_getAndHeadRenew_andNothingElse() {
    for (HttpMethod method : HttpMethod.values()) {
      request.answer("method", method);
      assertThat(isDue())
          .as("%s", method)
          .isEqualTo(Set.of(HttpMethod.GET, HttpMethod.HEAD).contains(method));
    }
  }

  @Test
  void t6_idThatIsNotDue_asksNothingOfTheRequest() {
    assertThat(IdRenewal.isDue(rules, ctx.object, new MadeSessions().loaded())).isFalse();
    assertThat(ctx.calls).isEmpty();
  }

  @Test
  void t6_idThatWasJustStored_isNotDue() {
    due.put("n", 2);
    made.saved(due);
    assertThat(isDue()).as("it is the same").isTrue();
    due.ids().renewForAge();
    assertThat(isDue()).as("it is not stored yet").isTrue();
    made.saved(due);
    assertThat(isDue()).isFalse();
  }

  @Test
  void t6_handshake_leavesItToTheNextRequest() {
    request.answer("getHeader", "WebSocket");
    assertThat(isDue()).isFalse();
    assertThat(request.calls).contains(new Noted.Call("getHeader", List.of(HttpHeaders.UPGRADE)));
    request.answer("getHeader", "h2c");
    assertThat(isDue()).isTrue();
  }

  @Test
  void t6_answerThatCantSetTheCookie_leavesItToTheNextRequest() {
    response.answer("headWritten", true);
    assertThat(isDue()).isFalse();
    response.answer("headWritten", false).answer("closed", true);
    assertThat(isDue()).as("the client is gone").isFalse();
    response.answer("closed", false);
    assertThat(isDue()).isTrue();
    connection.answer("isSsl", false);
    assertThat(isDue()).as("a Secure cookie over plain HTTP").isFalse();
  }

  @Test
  void t6_idThatOnlyTheStockHandlerWrites_staysAsItIs() {
    rules.setCookieless(true);
    assertThat(isDue()).isFalse();
    rules.setCookieless(false);
    assertThat(isDue()).isTrue();
    rules.setSigned();
    assertThat(isDue()).isFalse();
  }
}
