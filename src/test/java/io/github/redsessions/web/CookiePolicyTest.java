package io.github.redsessions.web;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.AuditEvent;
import io.github.redsessions.config.IpRanges;
import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.store.MadeSessions;
import io.github.redsessions.store.RedisSession;
import io.github.redsessions.testkit.LogCapture;
import io.github.redsessions.testkit.MutableClock;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a session cookie that is received, and of one that is sent. Rows C1 to C9. */
class CookiePolicyTest {

  private final Vertx vertx = Vertx.vertx();
  private final AuditRecorder recorder = new AuditRecorder(vertx);
  private final MultiMap asked = MultiMap.caseInsensitiveMultiMap();
  private final MultiMap headers = MultiMap.caseInsensitiveMultiMap();
  private final Noted<HttpConnection> connection =
      new Noted<>(HttpConnection.class)
          .answer("remoteAddress", SocketAddress.inetSocketAddress(4711, "127.0.0.1"));
  private final Noted<HttpServerRequest> request =
      new Noted<>(HttpServerRequest.class)
          .answer("connection", connection.object)
          .answer("headers", asked)
          .answer("method", HttpMethod.GET)
          .answer("cookies", Set.of());
  private final Noted<HttpServerResponse> response =
      new Noted<>(HttpServerResponse.class).answer("headers", headers);
  private final Noted<RoutingContext> ctx =
      new Noted<>(RoutingContext.class)
          .answer("request", request.object)
          .answer("response", response.object)
          .answer("normalizedPath", "/");

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private CookiePolicy policy(JsonObject cookie) {
    SessionsConfig config = SessionsConfig.from(JsonObject.of("cookie", cookie.put("name", "sid")));
    return new CookiePolicy(
        config.cookie(),
        new IpRanges(List.of()),
        new AuditTrail(vertx, config, new MutableClock(), null));
  }

  private static JsonObject secure() {
    return JsonObject.of("secure", true);
  }

  private static Cookie sent(String value) {
    return Cookie.cookie("sid", value).setPath("/");
  }

  private void begin(CookiePolicy policy) {
    policy.receive(ctx.object);
    policy.watch(ctx.object);
  }

  /** The head of the response, as the policy has it completed. */
  @SuppressWarnings("unchecked")
  private void atHead() {
    List<Noted.Call> calls =
        ctx.calls.stream().filter(call -> call.name().equals("addHeadersEndHandler")).toList();
    ((Handler<Void>) calls.get(calls.size() - 1).args().get(0)).handle(null);
  }

  @ParameterizedTest
  @CsvSource({
    // what was sent, what the parser of Vert.x makes of it, why it is refused
    "sid=1, 1, ''",
    "other=1, '', ''",
    "sid=1; sid=2, 1, duplicate",
    "sid=1, 2, malformed",
    "sid=1, '', malformed",
    "other=1, 1, malformed",
    "sid=1, 1|1, malformed",
  })
  void c7_cookieThatTwoReadersReadDifferently_isTakenOut(
      String header, String parsed, String reason) {
    asked.add("Cookie", header);
    List<Cookie> cookies =
        parsed.isEmpty()
            ? List.of()
            : List.of(parsed.split("\\|")).stream().map(CookiePolicyTest::sent).toList();
    // Two of one value are equal, unless their paths differ.
    for (int i = 0; i < cookies.size(); i++) {
      cookies.get(i).setPath("/" + i);
    }
    request.answer("cookies", Set.copyOf(cookies));
    begin(policy(secure()));

    assertThat(response.names().contains("removeCookies")).isEqualTo(!reason.isEmpty());
    assertThat(recorder.events(AuditEvent.SESSION_COOKIE_REFUSED.spelling()))
        .extracting(event -> event.getString("reason"))
        .isEqualTo(reason.isEmpty() ? List.of() : List.of(reason));
  }

  @Test
  void c7_onlyCookie_isReadBothWaysToo() {
    asked.add("Cookie", "sid=1");
    Cookie only = Cookie.cookie("sid", "1");
    request.answer("cookieCount", 1).answer("getCookie", only).answer("cookies", Set.of(only));
    policy(secure()).receive(ctx.object);
    assertThat(request.names()).as("that is soon seen").doesNotContain("cookies");
    assertThat(response.calls).isEmpty();

    Cookie other = Cookie.cookie("sid", "2");
    request.answer("getCookie", other).answer("cookies", Set.of(other));
    policy(secure()).receive(ctx.object);
    assertThat(response.names()).contains("removeCookies");
  }

  @Test
  void withoutCookies_nothingIsParsed() {
    begin(policy(secure()));
    assertThat(request.names()).containsExactly("headers");
  }

  @Test
  void c6_cookieThatIsSet_replacesOneThatWasAnnounced_andNoOther() {
    headers.add("Set-Cookie", "sid=old; Path=/").add("Set-Cookie", "own=1");
    headers.add("Set-Cookie", "sid2=1");
    begin(policy(secure()));
    request.answer("getCookie", sent("new"));
    atHead();
    assertThat(headers.getAll("Set-Cookie")).containsExactly("own=1", "sid2=1");
    assertThat(headers.get("Cache-Control")).isNotNull();
  }

  @Test
  void c6_cookieThatWasOnlyReceived_leavesTheHeadAsItIs() {
    headers.add("Set-Cookie", "sid=announced");
    begin(policy(secure()));
    request.answer("getCookie", Cookie.cookie("sid", "received"));
    atHead();
    request.answer("getCookie", null);
    atHead();
    assertThat(headers.entries()).hasSize(1);
    assertThat(response.names()).doesNotContain("removeCookies");
  }

  @Test
  void c9_secureCookie_isWithheldFromPlainHttp_andSaidOnce() {
    connection.answer("remoteAddress", SocketAddress.inetSocketAddress(4711, "203.0.113.9"));
    CookiePolicy policy = policy(secure());
    try (LogCapture log = new LogCapture()) {
      for (int i = 0; i < 2; i++) {
        begin(policy);
        request.answer("getCookie", sent("new").setSecure(true));
        atHead();
        assertThat(policy.header(ctx.object, "new")).isNull();
      }
      assertThat(response.calls)
          .filteredOn(call -> !call.name().equals("headers"))
          .containsOnly(new Noted.Call("removeCookies", List.of("sid", false)))
          .hasSize(2);
      assertThat(headers.isEmpty()).isTrue();
      assertThat(log.text()).containsOnlyOnce("A session cookie was withheld");
    }
  }

  @Test
  void c5_partitionedCookie_isWrittenHere() {
    JsonObject config = secure().put("partitioned", true).put("sameSite", "None");
    CookiePolicy policy = policy(config);
    begin(policy);
    request.answer("getCookie", sent("new").setSecure(true));
    atHead();
    assertThat(headers.getAll("Set-Cookie"))
        .singleElement()
        .asString()
        .startsWith("sid=new; Path=/")
        .endsWith("; Partitioned");
    assertThat(response.names()).contains("removeCookies");
    assertThat(policy.header(ctx.object, "x")).endsWith("; Partitioned");
    assertThat(policy(secure()).header(ctx.object, "x")).doesNotContain("Partitioned");
  }

  @Test
  void c4_domainAndMaxAge_areTheConfigured_butForADeletion() {
    CookiePolicy policy = policy(secure().put("domain", "example.org").put("maxAgeMs", 600_000));
    assertThat(policy.isRolling()).isTrue();
    assertThat(policy(secure()).isRolling()).isFalse();
    assertThat(policy.header(ctx.object, "x"))
        .startsWith("sid=x; Max-Age=600;")
        .contains("Path=/; ", "Domain=example.org", "Secure", "HTTPOnly", "SameSite=Lax");

    Cookie deletion = sent("").setMaxAge(0);
    begin(policy);
    request.answer("getCookie", deletion);
    atHead();
    assertThat(deletion.getMaxAge()).isZero();
    assertThat(deletion.getDomain()).isEqualTo("example.org");
  }

  @Test
  void c2_cookiesThatATransportSendsBack_areTakenOut_andNoOthers() {
    request.answer("getHeader", "a=1; sid=2");
    headers.add("Set-Cookie", "a=1; sid=2").add("Set-Cookie", "own=1");
    begin(policy(secure()));
    atHead();
    assertThat(headers.getAll("Set-Cookie")).containsExactly("own=1");
    atHead();
    assertThat(headers.getAll("Set-Cookie")).containsExactly("own=1");
  }

  @Test
  void handshake_hasTheCookieAsAHeader_ifThereIsOneToSet() {
    CookiePolicy policy = policy(secure());
    policy.announceInHandshake(ctx.object);
    request.answer("getCookie", Cookie.cookie("sid", "received"));
    policy.announceInHandshake(ctx.object);
    assertThat(headers.isEmpty()).isTrue();

    headers.add("Set-Cookie", "sid=old");
    request.answer("getCookie", sent("new"));
    policy.announceInHandshake(ctx.object);
    assertThat(headers.getAll("Set-Cookie")).containsExactly("sid=new; Path=/");
    assertThat(response.names()).contains("removeCookies");
  }

  @Test
  void deletion_hasTheAttributesOfThePolicy_orBrowsersKeepTheCookie() {
    Cookie expired = Cookie.cookie("sid", "");
    response.answer("removeCookie", expired);
    policy(secure().put("path", "/app")).delete(ctx.object);
    assertThat(expired.getPath()).isEqualTo("/app");
    assertThat(expired.isSecure() && expired.isHttpOnly()).isTrue();
    response.answer("removeCookie", null);
    policy(secure()).delete(ctx.object);
  }

  @Test
  void nameThatIsChangedInCode_isFollowed() {
    CookiePolicy policy = policy(secure());
    policy.rename("own");
    policy.withdraw(ctx.object);
    assertThat(response.calls)
        .containsExactly(new Noted.Call("removeCookie", List.of("own", false)));
    request.answer("getCookie", Cookie.cookie("own", "1"));
    assertThat(policy.received(ctx.object)).isEqualTo("1");
    assertThat(request.calls).containsExactly(new Noted.Call("getCookie", List.of("own")));
    request.answer("getCookie", null);
    assertThat(policy.received(ctx.object)).isNull();
  }

  @Test
  void c4_sessionWhoseLifeWasJustExtended_hasItsCookieSentAgain_forAsLongAsItLives() {
    MadeSessions made = new MadeSessions();
    RedisSession session = made.saved(made.loaded());
    ctx.answer("session", session);
    Cookie received = Cookie.cookie("sid", session.value());
    request.answer("getCookie", received);
    begin(policy(secure()));
    atHead();
    assertThat(received.getPath()).as("it is one for as long as the browser runs").isNull();

    begin(policy(secure().put("maxAgeMs", 600_000)));
    atHead();
    assertThat(received.getMaxAge()).as("a minute is left").isEqualTo(60);
    assertThat(received.encode()).contains("Path=/", "Secure", "HTTPOnly", "SameSite=Lax");
    assertThat(headers.get("Vary")).isEqualToIgnoringCase("cookie");

    Cookie other = sent("new");
    request.answer("getCookie", other);
    begin(policy(secure().put("maxAgeMs", 30_000)));
    atHead();
    assertThat(other.getMaxAge()).isEqualTo(30);
  }

  @Test
  void c4_sessionThatWasOnlyRead_hasNoCookieSentAgain() {
    ctx.answer("session", new MadeSessions().loaded());
    Cookie received = Cookie.cookie("sid", "received");
    request.answer("getCookie", received);
    begin(policy(secure().put("maxAgeMs", 600_000)));
    atHead();
    assertThat(received.getPath()).isNull();
    assertThat(headers.isEmpty()).isTrue();
  }
}
