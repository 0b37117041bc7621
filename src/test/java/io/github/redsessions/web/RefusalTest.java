package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.SessionConflictException;
import io.github.redsessions.SessionGoneException;
import io.github.redsessions.SessionUnavailableException;
import io.github.redsessions.TooManySessionsException;
import io.vertx.core.MultiMap;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.handler.HttpException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who gets a page in place of a problem, by RFC 9110 section 12.5.1, and what it says. */
class RefusalTest {

  private final Noted<HttpServerResponse> response = new Noted<>(HttpServerResponse.class);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/html|true",
        "application/xhtml+xml, */*;q=0.8|true",
        "TEXT/HTML;q=0.5|true",
        "text/html;level=1;q=0.9, application/json;q=0.8|true",
        "text/html;q=0.8, application/problem+json;q=0.9|false",
        "text/html, application/json|false",
        "text/html;q=0|false",
        "text/html;q=much|false",
        "application/json|false",
        "*/*|false",
        "text/*|false",
        "''|false"
      })
  void page_isForWhoPrefersIt(String accept, boolean page) {
    assertThat(Refusal.prefersHtml(accept)).isEqualTo(page);
  }

  @Test
  void withoutAPreference_itIsAProblem() {
    assertThat(Refusal.prefersHtml(null)).isFalse();
  }

  @Test
  void failure_hasItsStatus_howeverItIsWrapped() {
    assertThat(Refusal.of(new SessionUnavailableException("x", null)).status()).isEqualTo(503);
    assertThat(
            Refusal.of(new HttpException(503, new SessionUnavailableException("x", null))).status())
        .isEqualTo(503);
    assertThat(Refusal.of(new SessionGoneException("x")))
        .isEqualTo(Refusal.of(new HttpException(401, new SessionGoneException("x"))))
        .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(409))
        .satisfies(refusal -> assertThat(refusal.detail()).contains("ended"));
    assertThat(Refusal.of(new SessionConflictException("x")))
        .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(409))
        .satisfies(refusal -> assertThat(refusal.detail()).contains("Another request"));
    assertThat(Refusal.of(new TooManySessionsException(3)))
        .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(409))
        .satisfies(refusal -> assertThat(refusal.detail()).contains("too many sessions"));
    assertThat(Refusal.of(new HttpException(403)).status()).isEqualTo(500);
    assertThat(Refusal.of(new IllegalStateException("x")).status()).isEqualTo(500);
  }

  @Test
  void d4_page_saysStatusAndDetail_andNothingOfTheRoutesAnswer() {
    MultiMap headers =
        MultiMap.caseInsensitiveMultiMap()
            .add("Set-Cookie", "own=1")
            .add("Content-Length", "7")
            .add("Vary", "Origin")
            .add("X-Frame-Options", "DENY")
            .add("Cross-Origin-Opener-Policy", "same-origin")
            .add("Access-Control-Allow-Origin", "*");
    send(503, "text/html", headers, Set.of(Cookie.cookie("a", "1")), "sid=new");

    assertThat(response.calls)
        .contains(
            new Noted.Call("removeCookies", List.of("a", false)),
            new Noted.Call("setStatusCode", List.of(503)),
            new Noted.Call("setStatusMessage", List.of("Service Unavailable")),
            new Noted.Call("putHeader", List.of(HttpHeaders.CACHE_CONTROL, "no-store")),
            new Noted.Call("putHeader", List.of(HttpHeaders.RETRY_AFTER, "1")),
            new Noted.Call(
                "putHeader", List.of(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")));
    assertThat(headers.entries())
        .extracting(header -> header.getKey().toLowerCase(Locale.ROOT))
        .containsExactlyInAnyOrder(
            "vary",
            "x-frame-options",
            "cross-origin-opener-policy",
            "access-control-allow-origin",
            "set-cookie");
    assertThat(headers.getAll("Set-Cookie")).containsExactly("sid=new");
    assertThat(body())
        .contains("<title>503 Service Unavailable</title>", "<h1>Service Unavailable</h1>")
        .contains("<p>why</p>");
  }

  @Test
  void problem_hasNoRetryAfter_unlessAgainMayHelp() {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("X-Own", "1");
    send(409, "*/*", headers, Set.of(), null);

    assertThat(headers).isEmpty();
    assertThat(response.calls)
        .contains(
            new Noted.Call(
                "putHeader", List.of(HttpHeaders.CONTENT_TYPE, "application/problem+json")))
        .doesNotContain(new Noted.Call("putHeader", List.of(HttpHeaders.RETRY_AFTER, "1")));
    assertThat(new JsonObject(body()))
        .isEqualTo(
            new JsonObject()
                .put("type", "about:blank")
                .put("title", "Conflict")
                .put("status", 409)
                .put("detail", "why"));
  }

  private void send(int status, String accept, MultiMap headers, Set<Cookie> cookies, String set) {
    for (String chained : List.of("setStatusCode", "setStatusMessage", "putHeader")) {
      response.answer(chained, response.object);
    }
    response.answer("headers", headers);
    HttpServerRequest request =
        new Noted<>(HttpServerRequest.class)
            .answer("cookies", cookies)
            .answer("getHeader", accept)
            .object;
    new Refusal(status, "why").send(request, response.object, set);
  }

  private String body() {
    Noted.Call last = response.calls.get(response.calls.size() - 1);
    assertThat(last.name()).isEqualTo("end");
    return (String) last.args().get(0);
  }
}
