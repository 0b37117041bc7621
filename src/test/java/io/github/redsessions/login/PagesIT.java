package io.github.redsessions.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Chromium;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Cookie;

/** The pages in a real browser. */
class PagesIT extends LoginFixture {

  @BeforeAll
  static void requireChromium() {
    Chromium.require();
  }

  private String url(String path) {
    return "http://localhost:" + verticle.actualPort() + path;
  }

  private Chromium logIn(Chromium browser) {
    return browser
        .goTo(url("/login"))
        .type("Username", "demo")
        .type("Password", PASSWORD)
        .press("Log in");
  }

  @Test
  void c2_theBrowserKeepsTheCookieWithItsFlags() {
    try (Chromium browser = Chromium.open()) {
      logIn(browser).shows("demo");
      Cookie cookie = browser.driver().manage().getCookieNamed("sid");
      assertThat(cookie.isHttpOnly()).isTrue();
      assertThat(cookie.getSameSite()).isEqualTo("Lax");
      assertThat(cookie.getPath()).isEqualTo("/");
      assertThat(cookie.getExpiry()).isNull();
      browser.press("Log out").shows("Log in");
      assertThat(browser.driver().manage().getCookieNamed("sid")).isNull();
    }
  }
}
