package io.github.redsessions.login;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Chromium;
import io.vertx.core.http.HttpServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** The pages of a user in a real browser, without scripts. Rows F2, F8, L4 to L6, X2. */
class SessionPagesIT extends AccountsFixture {

  private static final String NEW = "seven-quiet-otters-paint-a-barn";

  @BeforeAll
  static void requireChromium() {
    Chromium.require();
  }

  private static Chromium open() {
    return Chromium.open("--blink-settings=scriptEnabled=false");
  }

  private String url(String path) {
    return "http://localhost:" + verticle.actualPort() + path;
  }

  private Chromium logIn(Chromium browser, String user) {
    return browser
        .goTo(url("/login"))
        .type("Username", user)
        .type("Password", PASSWORD)
        .press("Log in")
        .shows("You are logged in as " + user);
  }

  @Test
  void l5_aLostBrowser_isLoggedOutFromAnother() {
    try (Chromium kept = open();
        Chromium lost = open()) {
      logIn(kept, "alice");
      logIn(lost, "alice");

      kept.press("Your sessions").shows("This session").press("End this session");

      kept.goTo(url("/sessions")).shows("This session");
      assertThat(kept.text()).doesNotContain("End this session");
      lost.goTo(url("/")).shows("You are not logged in.");
      lost.goTo(url("/sessions")).shows("Log in to go on.");
      lost.type("Username", "alice").type("Password", PASSWORD).press("Log in");
      lost.shows("Your sessions");
    }
  }

  @Test
  void l6_theChangeOfThePassword_logsTheOthersOut() {
    try (Chromium browser = open();
        Chromium other = open()) {
      logIn(browser, "alice");
      logIn(other, "alice");
      String before = browser.driver().manage().getCookieNamed("sid").getValue();

      browser.press("Change your password");
      browser.type("Current password", "wrong").type("New password", NEW);
      browser.press("Change the password").shows("The current password is missing or wrong.");
      browser.type("Current password", PASSWORD).type("New password", NEW);
      browser.press("Change the password").shows("You are logged in as alice");

      assertThat(browser.driver().manage().getCookieNamed("sid").getValue()).isNotEqualTo(before);
      other.goTo(url("/")).shows("You are not logged in.");
    }
  }

  @Test
  void f8_anAdministrator_givesThePasswordAgainAndEndsSessionsOfOthers() {
    try (Chromium root = open();
        Chromium alice = open()) {
      logIn(root, "root");
      logIn(alice, "alice");

      root.press("Sessions of other users").shows("Give your password again first.");
      root.press("Give your password again").type("Password", PASSWORD).press("Go on");
      root.shows("Sessions of other users").type("User", "alice").press("Show the sessions");
      root.shows("alice").press("End all of them").shows("Everyone");

      alice.goTo(url("/")).shows("You are not logged in.");
    }
  }

  /**
   * Row X3: for a host that isn't this machine, over plain HTTP, browsers say nothing of the site,
   * and of the origin what the Referrer-Policy of the page lets them.
   */
  @Test
  void x3_whereABrowserSaysOnlyTheOrigin_itsFormsWork() {
    try (Chromium browser =
        Chromium.open(
            "--blink-settings=scriptEnabled=false",
            "--host-resolver-rules=MAP app.example 127.0.0.1")) {
      browser.goTo("http://app.example:" + verticle.actualPort() + "/login");
      browser.type("Username", "alice").type("Password", PASSWORD).press("Log in");
      browser.shows("You are logged in as alice").press("Log out").shows("Username");
    }
  }

  @Test
  void x2_aFormOfAnotherSite_isRefused() {
    HttpServer evil =
        await(
            vertx
                .createHttpServer()
                .requestHandler(
                    request ->
                        request
                            .response()
                            .putHeader("Content-Type", "text/html")
                            .end(
                                "<form method=post action=\"%s\"><button>Win</button></form>"
                                    .formatted(url("/logout"))))
                .listen(0, "127.0.0.1"));
    try (Chromium browser = open()) {
      logIn(browser, "alice");

      browser.goTo("http://127.0.0.1:" + evil.actualPort()).press("Win");

      browser.shows("This request may come from another site, so it is refused.");
      browser.goTo(url("/")).shows("You are logged in as alice");
    }
  }

  /** Without a mouse: from the address bar through the form, by the keyboard alone. */
  @Test
  void theForm_isUsableWithTheKeyboard() {
    try (Chromium browser = open()) {
      browser.goTo(url("/login")).shows("Username");
      browser.driver().findElement(By.tagName("body")).sendKeys(Keys.TAB);
      browser.driver().switchTo().activeElement().sendKeys("alice", Keys.TAB);
      browser.driver().switchTo().activeElement().sendKeys(PASSWORD, Keys.ENTER);

      browser.shows("You are logged in as alice");
    }
  }
}
