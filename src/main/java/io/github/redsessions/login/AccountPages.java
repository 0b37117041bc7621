package io.github.redsessions.login;

/** The pages of a user who is logged in. Each form carries the token of the session. */
final class AccountPages {

  private AccountPages() {}

  /** The start page. */
  static String home(String name, String csrfToken) {
    return Html.page(
        "Welcome",
        "<p>You are logged in as <strong>"
            + Html.escape(name)
            + "</strong>.</p>\n"
            + Html.form("/logout", csrfToken, Html.button("Log out")));
  }
}
