package io.github.redsessions.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.CommandRecorder;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows X1 to X6: nothing is changed by another site's page, by a link or by a stray client. */
class SameOriginIT extends AccountsFixture {

  private static final List<Integer> DONE = List.of(200, 204, 303, 400);

  private static final String ROOT_FORM = "username=root&password=" + PASSWORD;
  private static final String ROOT_JSON =
      JsonObject.of("username", "root", "password", PASSWORD).encode();

  /** A route that changes something, with a body that it would take. */
  record Change(HttpMethod method, String path, String type, String body) {
    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  static Stream<Change> changes() {
    return Stream.of(
        new Change(HttpMethod.POST, "/login", FORM, ROOT_FORM),
        new Change(HttpMethod.POST, "/login", JSON, ROOT_JSON),
        new Change(HttpMethod.POST, "/logout", FORM, ""),
        new Change(HttpMethod.POST, "/logout", null, null),
        // Refused for itself and not for its origin, since the next test needs the password too.
        new Change(HttpMethod.POST, "/password", FORM, "current=" + PASSWORD + "&new=short"),
        new Change(HttpMethod.POST, "/elevate", FORM, "password=" + PASSWORD),
        new Change(HttpMethod.POST, "/elevate/drop", FORM, ""),
        new Change(HttpMethod.DELETE, "/elevate", null, null),
        new Change(HttpMethod.DELETE, "/sessions", null, null),
        new Change(HttpMethod.POST, "/sessions/revoke-others", JSON, "{}"),
        new Change(HttpMethod.DELETE, "/sessions/{own}", null, null),
        new Change(HttpMethod.POST, "/sessions/{own}/revoke", FORM, ""),
        new Change(HttpMethod.DELETE, "/admin/sessions?user=nobody", null, null),
        new Change(HttpMethod.DELETE, "/admin/sessions", null, null),
        new Change(HttpMethod.POST, "/admin/sessions/revoke", FORM, "user=nobody"),
        new Change(HttpMethod.POST, "/admin/sessions/revoke-everyone", FORM, ""));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void x2_anotherSite_is403AndChangesNothing(Change change) {
    Browser user = browser();
    become(user);
    String id = user.cookie("sid");
    try (CommandRecorder recorder = server().record()) {
      for (String site : new String[] {"cross-site", "same-site", "SAME-ORIGIN", "", "bogus"}) {
        HttpResponse<Buffer> answer =
            send(user, change, Map.of("Sec-Fetch-Site", site, "Origin", user.origin()));

        assertThat(answer.statusCode()).as(site).isEqualTo(403);
        assertThat(answer.cookies()).isEmpty();
      }
      assertThat(recorder.names()).isEmpty();
    }
    assertThat(user.cookie("sid")).isEqualTo(id);
    assertThat(user.get("/me").statusCode()).isEqualTo(200);
  }

  /** With a valid token too: what the browser says of the origin decides. */
  @ParameterizedTest
  @MethodSource("changes")
  void x3_anotherOrigin_is403AndChangesNothing(Change change) {
    Browser user = browser();
    become(user);
    String token = token(user);
    String port = user.origin().replaceFirst(".*:", "");
    for (String origin :
        new String[] {
          "null",
          "",
          "http://127.0.0.1",
          "https://127.0.0.1:" + port,
          "http://127.0.0.1:" + port + ".evil.example",
          "http://127.0.0.1:" + port + "@evil.example",
          "http://127.0.0.1.evil.example:" + port,
          "http://evil.example",
          user.origin() + "/",
          user.origin() + ", http://evil.example"
        }) {
      HttpResponse<Buffer> answer =
          send(user, change, Map.of("Origin", origin, "X-CSRF-Token", token));

      assertThat(answer.statusCode()).as(origin).isEqualTo(403);
    }
    assertThat(user.get("/me").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @MethodSource("changes")
  void x3_noHeaderAndNoToken_is403(Change change) {
    Browser user = browser();
    become(user);
    try (CommandRecorder recorder = server().record()) {
      assertThat(send(user, change, Map.of()).statusCode()).isEqualTo(403);
      assertThat(recorder.names()).isEmpty();
    }
    assertThat(user.get("/me").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @MethodSource("changes")
  void x2_x3_itsOwnOrigin_isLetThrough(Change change) {
    for (Map<String, String> headers :
        List.of(
            Map.of("Sec-Fetch-Site", "same-origin"),
            Map.of("Sec-Fetch-Site", "none"),
            Map.of("Origin", browser().origin()))) {
      Browser user = browser();
      become(user);
      assertThat(send(user, change, headers).statusCode()).isIn(DONE);
    }
  }

  /** The host is compared as the client names it, without the port of the scheme. */
  @ParameterizedTest
  @CsvSource({
    "example.com, http://example.com, 303",
    "EXAMPLE.com:80, http://example.com, 303",
    "example.com:8443, http://example.com:8443, 303",
    "[::1]:8080, http://[::1]:8080, 303",
    "example.com, https://example.com, 403",
    "app.example, http://app.example.evil.com, 403",
    "app.example.evil.com, http://app.example, 403"
  })
  void x3_origin_isComparedWithTheRequestedHost(String host, String origin, int status) {
    assertThat(send(browser(), login(), Map.of("Host", host, "Origin", origin)).statusCode())
        .isEqualTo(status);
  }

  /** What a proxy says of the scheme counts if it is trusted. */
  @Test
  void x3_schemeOfATrustedProxy_counts() {
    Map<String, String> forwarded =
        Map.of(
            "Host", "example.com", "Origin", "https://example.com", "X-Forwarded-Proto", "https");
    assertThat(send(browser(), login(), forwarded).statusCode()).isEqualTo(403);

    JsonObject config = config();
    config.getJsonObject("http").put("trustProxy", JsonArray.of("127.0.0.1"));
    LoginVerticle service = deploy(new LoginVerticle(), config);

    assertThat(send(browser(service), login(), forwarded).statusCode()).isEqualTo(303);
  }

  @ParameterizedTest
  @MethodSource("changes")
  void x4_theTokenOfTheSession_isLetThrough(Change change) {
    Browser user = browser();
    become(user);
    String token = token(user);

    assertThat(send(user, change, Map.of("X-CSRF-Token", token)).statusCode()).isIn(DONE);
  }

  @Test
  void x4_theTokenInAForm_isLetThrough() {
    Browser user = browser();
    become(user);
    Change logout = new Change(HttpMethod.POST, "/logout", FORM, "_csrf=" + token(user));

    assertThat(send(user, logout, Map.of()).statusCode()).isEqualTo(303);
    assertThat(user.get("/me").statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @MethodSource("changes")
  void x4_oldToken_otherTokenAndNoToken_are403(Change change) {
    Browser user = browser();
    become(user);
    String old = token(user);
    become(user);
    Browser other = browser();
    become(other);
    String own = token(user);

    for (String token :
        new String[] {
          old,
          token(other),
          "",
          own + "x",
          own.substring(1),
          own.toUpperCase(Locale.ROOT),
          "ä",
          "x".repeat(99)
        }) {
      assertThat(send(user, change, Map.of("X-CSRF-Token", token)).statusCode())
          .as(token)
          .isEqualTo(403);
    }
    assertThat(user.get("/me").statusCode()).isEqualTo(200);
  }

  /** The token of a session before a login logs in, and is worth nothing after it. */
  @Test
  void x4_login_isCoveredToo() {
    Browser visitor = browser();
    String token = token(visitor);
    String before = visitor.cookie("sid");

    assertThat(send(browser(), login(), Map.of("X-CSRF-Token", token)).statusCode()).isEqualTo(403);
    assertThat(send(visitor, login(), Map.of("X-CSRF-Token", token)).statusCode()).isEqualTo(303);

    assertThat(visitor.cookie("sid")).isNotEqualTo(before);
    assertThat(send(visitor, login(), Map.of("X-CSRF-Token", token)).statusCode()).isEqualTo(403);
    assertThat(token(visitor)).isNotEqualTo(token);
  }

  @Test
  void x4_token_isStableAndIsNoneOfTheIdAndNotStored() {
    Browser user = browser();
    become(user);
    String token = token(user);
    String before = records();

    assertThat(token(user)).isEqualTo(token).hasSize(43);
    assertThat(user.cookie("sid")).doesNotContain(token).doesNotContain(token.substring(0, 8));
    assertThat(records()).isEqualTo(before).doesNotContain(token);
    assertThat(get(user, "/csrf", "text/html").bodyAsJsonObject().fieldNames())
        .containsExactly("token");
  }

  /** Row X1: links and images change nothing, whoever put them there. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/login",
        "/logout",
        "/me",
        "/csrf",
        "/login.css",
        "/password",
        "/elevate",
        "/elevate/drop",
        "/sessions",
        "/sessions/x",
        "/sessions/x/revoke",
        "/sessions/revoke-others",
        "/admin/sessions",
        "/admin/sessions/revoke",
        "/admin/sessions/revoke-everyone",
        "/admin/status",
        "/nothing"
      })
  void x1_getAndHead_changeNothing(String path) {
    Browser user = browser();
    become(user);
    String before = records();

    for (HttpMethod method : new HttpMethod[] {HttpMethod.GET, HttpMethod.HEAD}) {
      HttpResponse<Buffer> answer =
          user.send(
              method, path + "?next=/x", r -> r.putHeader("Sec-Fetch-Site", "cross-site"), null);
      assertThat(answer.cookies()).isEmpty();
    }
    assertThat(records()).isEqualTo(before);
    assertThat(user.get("/me").statusCode()).isEqualTo(200);
  }

  /** Row X5: a form of another site can send these types. */
  @ParameterizedTest
  @MethodSource("changes")
  void x5_anotherContentType_is415(Change change) {
    Browser user = browser();
    become(user);
    for (String type :
        new String[] {
          "text/plain", "multipart/form-data; boundary=x", "text/plain; " + JSON, "x"
        }) {
      Change other = new Change(change.method, change.path, type, "{\"a\": 1}");
      HttpResponse<Buffer> answer = send(user, other, Map.of("Sec-Fetch-Site", "same-origin"));

      assertThat(answer.statusCode()).as(type).isEqualTo(415);
    }
    Change untyped = new Change(change.method, change.path, null, "{\"a\": 1}");
    assertThat(send(user, untyped, Map.of("Sec-Fetch-Site", "same-origin")).statusCode())
        .isEqualTo(415);
    assertThat(user.get("/me").statusCode()).isEqualTo(200);
  }

  /** Row X6: no answer lets a page of another origin read it. */
  @ParameterizedTest
  @ValueSource(strings = {"/", "/me", "/csrf", "/login", "/nothing"})
  void x6_noOrigin_isReflected(String path) {
    Browser user = browser();
    become(user);
    for (HttpMethod method :
        new HttpMethod[] {HttpMethod.GET, HttpMethod.OPTIONS, HttpMethod.POST}) {
      HttpResponse<Buffer> answer =
          user.send(
              method,
              path,
              r ->
                  r.putHeader("Origin", "https://evil.example")
                      .putHeader("Access-Control-Request-Method", "POST"),
              null);
      assertThat(answer.headers().names())
          .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control-"));
    }
  }

  /** Logs in, anew if need be, as who may do all of it. */
  private void become(Browser browser) {
    logInAs(browser, "root", PASSWORD);
    elevate(browser, PASSWORD);
  }

  private static Change login() {
    return new Change(HttpMethod.POST, "/login", FORM, ROOT_FORM);
  }

  static String token(Browser browser) {
    return browser.get("/csrf").bodyAsJsonObject().getString("token");
  }

  /** Sends these headers, and no Origin but one of them. */
  private static HttpResponse<Buffer> send(
      Browser browser, Change change, Map<String, String> headers) {
    String id = browser.cookie("sid");
    return browser.send(
        change.method,
        change.path.replace("{own}", id == null ? "none" : id.substring(0, 22)),
        request -> {
          request.headers().remove("Origin");
          request.headers().addAll(headers);
          return change.type == null ? request : request.putHeader("Content-Type", change.type);
        },
        change.body == null ? null : Buffer.buffer(change.body));
  }
}
