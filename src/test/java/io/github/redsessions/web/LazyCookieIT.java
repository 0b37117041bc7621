package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.CommandRecorder;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which cookies a request may bring whose session is loaded late, and which its response sets. */
class LazyCookieIT extends LazyFixture {

  @Test
  void c4_newSession_getsTheCookieOfThePolicy() {
    HttpResponse<Buffer> response = browser().get("/head-put?n=1");
    assertThat(response.cookies()).singleElement().asString().contains("HTTPOnly", "SameSite=Lax");
    assertThat(response.getHeader("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void unknownId_getsACookieOnlyFromARouteThatWrites() {
    String unknown = sessions.store().createSession(60_000).id();
    Browser browser = browser().setCookie("sid", unknown);
    try (CommandRecorder recorder = server().record()) {
      assertThat(browser.get("/load").bodyAsString()).isEqualTo("null");
      assertThat(browser.cookie("sid")).isEqualTo(unknown);
      assertThat(recorder.names()).containsExactly("HGETALL");
    }
    assertThat(browser.get("/load-put?n=1").cookies()).hasSize(1);
    assertThat(browser.cookie("sid")).isNotEqualTo(unknown);
  }

  @Test
  void g3_malformedId_costsNothing() {
    try (CommandRecorder recorder = server().record()) {
      for (String value : List.of("short", "x".repeat(65), "!".repeat(65))) {
        Browser browser = browser().setCookie("sid", value);
        assertThat(browser.get("/load").bodyAsString()).isEqualTo("null");
      }
      assertThat(recorder.names()).isEmpty();
    }
  }

  @Test
  void lateId_getsNoCookie() {
    Browser browser = visitor();
    Browser late = browser().setCookie("sid", browser.cookie("sid"));
    browser.post("/login");
    assertThat(late.get("/head-put?n=late").cookies()).isEmpty();
    assertThat(records()).hasSize(1);
    assertThat(browser.get("/who-loaded").bodyAsString()).isEqualTo("alice");
  }

  @Test
  void c7_duplicateCookie_isAnonymous_andCostsNothing() {
    String cookie = visitor().cookie("sid");
    try (CommandRecorder recorder = server().record()) {
      String answer =
          RawHttp.exchange(
              port,
              "GET /load HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: sid="
                  + cookie
                  + "; sid="
                  + cookie
                  + "\r\n\r\n");
      assertThat(answer).endsWith("null");
      assertThat(recorder.names()).isEmpty();
    }
  }

  @Test
  void settings_areThoseOfTheHandler() {
    sessions.handler().setSessionCookieName("other").setMinLength(70);
    Browser browser = browser();
    browser.get("/load-put?n=1");
    assertThat(browser.cookie("other")).hasSizeGreaterThan(70);
    assertThat(browser.get("/load").bodyAsString()).isEqualTo("1");
    sessions.lazyHandler().setSessionTimeout(1_000);
    Browser brief = browser();
    brief.get("/load-put?n=1");
    assertThat(keys().stream().map(key -> (Long) server().command("PTTL", (String) key)).sorted())
        .first()
        .satisfies(ttl -> assertThat(ttl).isLessThanOrEqualTo(1_000));
  }

  @Test
  void whatOnlyTheStockHandlerCanRead_isRefused() {
    Browser visitor = visitor();
    sessions.handler().setCookieless(true);
    assertThat(visitor.get("/load").bodyAsString()).contains("setCookieless");
    sessions.handler().setCookieless(false).setSigningSecret("a secret of the application");
    assertThat(visitor.get("/load").bodyAsString()).contains("setSigningSecret");
  }
}
