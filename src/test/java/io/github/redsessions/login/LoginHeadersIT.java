package io.github.redsessions.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows X7 and X8: what every answer carries. */
class LoginHeadersIT extends LoginFixture {

  @ParameterizedTest
  @ValueSource(strings = {"/", "/login", "/me", "/logout", "/nothing"})
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
        .allSatisfy(LoginHeadersIT::assertSecure)
        .allSatisfy(answer -> assertThat(answer.getHeader("Cache-Control")).isEqualTo("no-store"));
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

  private static void assertSecure(HttpResponse<Buffer> answer) {
    assertThat(answer.getHeader("Content-Security-Policy"))
        .contains("default-src 'none'", "form-action 'self'", "frame-ancestors 'none'");
    assertThat(answer.getHeader("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.getHeader("Referrer-Policy")).isEqualTo("no-referrer");
  }
}
