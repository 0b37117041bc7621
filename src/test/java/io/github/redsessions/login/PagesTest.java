package io.github.redsessions.login;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PagesTest {

  private static final String TOKEN = "t0ken";
  private static final String HOSTILE = "<script>alert('1')</script>\"&";
  private static final String ESCAPED =
      "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot;&amp;";

  @Test
  void home_showsTheUserEscaped() {
    assertThat(AccountPages.home(HOSTILE, TOKEN, true, true))
        .contains(ESCAPED)
        .doesNotContain("<script");
  }

  @Test
  void home_ofAUser_hasTheLogoutButton() {
    assertThat(AccountPages.home("demo", TOKEN, true, false))
        .contains("<strong>demo</strong>", "<form method=\"post\" action=\"/logout\">")
        .contains("<input type=\"hidden\" name=\"_csrf\" value=\"t0ken\">")
        .doesNotContain("/login\"");
  }

  @Test
  void home_ofNobody_linksToTheLogin() {
    assertThat(Pages.home()).contains("<a href=\"/login\">").doesNotContain("/logout");
  }

  @Test
  void login_showsHintAndMessageEscaped() {
    assertThat(Pages.login("hint " + HOSTILE, "message " + HOSTILE, "/"))
        .contains("hint " + ESCAPED, "message " + ESCAPED)
        .doesNotContain("<script");
  }

  @Test
  void login_withoutHintAndMessage_leavesThemOut() {
    assertThat(Pages.login(null, null, "/")).doesNotContain("<p");
  }

  @Test
  void login_labelsEveryFieldAndNamesTheLanguage() {
    assertThat(Pages.login(null, null, "/"))
        .contains("<html lang=\"en\">")
        .contains("<label for=\"username\">", "<input id=\"username\" name=\"username\"")
        .contains("<label for=\"password\">", "<input id=\"password\" name=\"password\"")
        .contains("<form method=\"post\" action=\"/login\">")
        .doesNotContain("style=", "onclick", "<style");
  }

  /** Row X9: a wish goes through the form, and comes back as it was. */
  @Test
  void login_keepsTheWish() {
    assertThat(Pages.login(null, null, "/a?b=1&c=\""))
        .contains("name=\"next\" value=\"/a?b=1&amp;c=&quot;\"");
    assertThat(Pages.login(null, null, "/")).doesNotContain("name=\"next\"");
  }

  @Test
  void error_showsTheMessageEscaped() {
    assertThat(Pages.error(404, HOSTILE)).contains("<h1>Not Found</h1>", ESCAPED);
  }

  /** A percent sign in a text is no format directive. */
  @Test
  void pages_takePercentSigns() {
    assertThat(Pages.login("100% %s %d", "%n", "/")).contains("100% %s %d", "%n");
  }
}
