package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.RedisConfig.OnOutage;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.Session;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which request goes on without its session, and what its client is told. Rows D1 to D3. */
class OutageRequestTest {

  private final MultiMap headers = MultiMap.caseInsensitiveMultiMap();
  private final Noted<HttpServerRequest> request = new Noted<>(HttpServerRequest.class);
  private final Noted<HttpServerResponse> response = new Noted<>(HttpServerResponse.class);
  private final Noted<RoutingContext> ctx =
      new Noted<>(RoutingContext.class)
          .answer("request", request.object)
          .answer("response", response.object);

  OutageRequestTest() {
    response.answer("headers", headers).answer("setStatusCode", response.object);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, '', ANONYMOUS, true",
    "HEAD, '', ANONYMOUS, true",
    "GET, h2c, ANONYMOUS, true",
    "GET, '', UNAVAILABLE, false",
    "POST, '', ANONYMOUS, false",
    "GET, WebSocket, ANONYMOUS, false"
  })
  void d2_onlyReads_goOn_andOnlyIfThatIsConfigured(
      String method, String upgrade, OnOutage onOutage, boolean mayGoOn) {
    request.answer("method", HttpMethod.valueOf(method)).answer("getHeader", upgrade);
    assertThat(OutageRequest.mayGoOn(ctx.object, onOutage)).isEqualTo(mayGoOn);
  }

  @ParameterizedTest
  @CsvSource({
    "200, false", "204, false", "301, false", "302, true", "303, true", "304, false",
    "307, true", "308, false", "401, true", "403, true", "404, false", "500, false"
  })
  void d2_answerThatSpeaksOfTheUser_is503(int status, boolean replaced) {
    begin();
    headers.add("WWW-Authenticate", "Basic").add("Location", "/login");
    response.answer("getStatusCode", status);
    atHead();

    assertThat(response.calls.contains(new Noted.Call("setStatusCode", List.of(503))))
        .isEqualTo(replaced);
    assertThat(headers.isEmpty()).isEqualTo(replaced);
    assertThat(put()).contains("no-store");
  }

  @Test
  void d2_answerAfterALogin_is503() {
    begin().regenerateId();
    response.answer("getStatusCode", 200);
    atHead();
    assertThat(response.calls)
        .contains(
            new Noted.Call("setStatusCode", List.of(503)),
            new Noted.Call("setStatusMessage", List.of("Service Unavailable")));
  }

  @Test
  void only503_asksTheClientToComeBack() {
    begin();
    response.answer("getStatusCode", 200);
    atHead();
    assertThat(put()).containsExactly("no-store");
    response.answer("getStatusCode", 503);
    atHead();
    assertThat(put()).containsExactly("no-store", "no-store", "1");
  }

  @Test
  void begun_isFoundAgain_andTheStockHandlerStoresNothing() {
    Session session = begin();
    assertThat(session).isInstanceOf(OutageSession.class);
    Noted.Call put = ctx.calls.get(0);
    assertThat(put.name()).isEqualTo("put");
    ctx.answer("get", put.args().get(1));
    assertThat(OutageRequest.of(ctx.object)).isSameAs(put.args().get(1));
    assertThat(ctx.calls).contains(new Noted.Call("put", List.of(PrivilegeChanges.FLUSHED, true)));
  }

  private Session begin() {
    return OutageRequest.begin(ctx.object, new Noted<>(Session.class).object);
  }

  @SuppressWarnings("unchecked")
  private void atHead() {
    ctx.calls.stream()
        .filter(call -> call.name().equals("addHeadersEndHandler"))
        .forEach(call -> ((Handler<Void>) call.args().get(0)).handle(null));
  }

  /** The values of the headers that were put. */
  private List<Object> put() {
    return response.calls.stream()
        .filter(call -> call.name().equals("putHeader"))
        .map(call -> call.args().get(1))
        .toList();
  }
}
