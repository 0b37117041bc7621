package io.github.redsessions.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows X7 and X8: what every answer carries. */
class SecurityHeadersIT extends LoginFixture {

  @ParameterizedTest
  @ValueSource(strings = {"/", "/login", "/me", "/csrf", "/logout", "/nothing"})
  void x7_x8_everyAnswer_isNotStoredAndNotFramed(String path) {
    HttpResponse<Buffer> answer = browser().get(path);

    assertSecure(answer);
    assertThat(answer.getHeader("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void x7_x8_answersToALogin_too() {
    assertThat(
            List.of(
                logIn(browser()),
                post(browser(), "/login", FORM, "username=demo&password=x"),
                post(browser(), "/login", "text/plain", "x"),
                post(browser(), "/login", FORM, "x".repeat(10_000)),
                post(browser(), "/logout", FORM, "")))
        .allSatisfy(SecurityHeadersIT::assertSecure)
        .allSatisfy(answer -> assertThat(answer.getHeader("Cache-Control")).isEqualTo("no-store"));
  }

  /** What a user sees is the user's alone. */
  @ParameterizedTest
  @ValueSource(strings = {"/", "/me", "/csrf", "/sessions", "/password", "/elevate"})
  void x7_x8_whatAUserSees_isNeitherStoredNorShared(String path) {
    Browser browser = browser();
    logIn(browser);
    for (String accept : List.of("text/html", JSON)) {
      HttpResponse<Buffer> answer = get(browser, path, accept);

      assertThat(answer.statusCode()).isEqualTo(200);
      assertSecure(answer);
      assertThat(answer.getHeader("Cache-Control")).isEqualTo("no-store");
      assertThat(answer.getHeader("Vary")).contains("Cookie");
    }
  }

  @Test
  void stylesheet_isServedAsSuch() {
    HttpResponse<Buffer> answer = browser().get("/login.css");

    assertSecure(answer);
    assertThat(answer.getHeader("Content-Type")).isEqualTo("text/css; charset=utf-8");
    assertThat(answer.getHeader("Cache-Control")).isEqualTo("public, max-age=3600");
    assertThat(answer.bodyAsString()).contains("font-family");
  }

  /** Row X1, and RFC 9110: HEAD answers as GET does, without the body. */
  @ParameterizedTest
  @ValueSource(strings = {"/", "/login", "/me", "/login.css"})
  void head_answersAsGetDoes(String path) {
    HttpResponse<Buffer> get = browser().get(path);
    HttpResponse<Buffer> head = browser().send(HttpMethod.HEAD, path, request -> request, null);

    assertThat(head.statusCode()).isEqualTo(get.statusCode());
    get.headers().remove("Content-Length");
    assertThat(head.headers()).hasToString(get.headers().toString());
    assertThat(head.body()).isNull();
  }

  /** Row X8: only over HTTPS, and nobody but a trusted proxy may say that it is. */
  @Test
  void x8_hsts_isSentBehindATrustedProxyThatSaysHttps() {
    assertThat(hsts(verticle, "https")).isNull();

    JsonObject config = config();
    config.getJsonObject("http").put("trustProxy", JsonArray.of("127.0.0.1"));
    LoginVerticle behindProxy = deploy(new LoginVerticle(), config);

    assertThat(hsts(behindProxy, "https")).isEqualTo("max-age=63072000; includeSubDomains");
    assertThat(hsts(behindProxy, "http")).isNull();
  }

  private String hsts(LoginVerticle service, String proto) {
    return browser(service)
        .send(HttpMethod.GET, "/", r -> r.putHeader("X-Forwarded-Proto", proto), null)
        .getHeader("Strict-Transport-Security");
  }

  /** Row L3. */
  @Test
  void l3_logout_deletesTheCookieAndLetsTheBrowserForget() {
    for (String type : List.of(FORM, JSON)) {
      Browser browser = browser();
      logIn(browser);

      HttpResponse<Buffer> logout = post(browser, "/logout", type, type.equals(JSON) ? "{}" : "");

      assertThat(logout.getHeader("Clear-Site-Data")).isEqualTo("\"cache\", \"storage\"");
      assertThat(logout.getHeader("Cache-Control")).isEqualTo("no-store");
      assertThat(logout.cookies())
          .singleElement()
          .asString()
          .startsWith("sid=;")
          .contains("Max-Age=0", "Path=/", "HTTPOnly", "SameSite=Lax");
    }
  }

  private static void assertSecure(HttpResponse<Buffer> answer) {
    assertThat(answer.getHeader("Content-Security-Policy"))
        .contains("default-src 'none'", "form-action 'self'", "frame-ancestors 'none'");
    assertThat(answer.getHeader("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.getHeader("Referrer-Policy")).isEqualTo("same-origin");
    assertThat(answer.getHeader("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
    assertThat(answer.getHeader("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
  }
}
