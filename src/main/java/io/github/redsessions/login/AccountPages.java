package io.github.redsessions.login;

import org.jspecify.annotations.Nullable;

/** The pages of a user who is logged in. Each form carries the token of the session. */
final class AccountPages {

  private AccountPages() {}

  /** The start page. */
  static String home(String name, String csrfToken, boolean hasPasswords, boolean isAdmin) {
    return Html.page(
        "Welcome",
        "<p>You are logged in as <strong>"
            + Html.escape(name)
            + "</strong>.</p>\n<nav aria-label=\"Your account\">\n<ul>\n"
            + item("/sessions", "Your sessions")
            + (hasPasswords ? item("/password", "Change your password") : "")
            + item("/elevate", "Give your password again")
            + (isAdmin ? item("/admin/sessions", "Sessions of other users") : "")
            + (isAdmin ? item("/admin/status", "Status of this server") : "")
            + "</ul>\n</nav>\n"
            + Html.form("/logout", csrfToken, Html.button("Log out")));
  }

  /** The form for another password. */
  static String password(String username, @Nullable String message, String csrfToken) {
    String fields =
        forPasswordManagers(username)
            + Html.field(
                "Current password",
                "current",
                "password",
                "current-password",
                LoginForm.MAX_PASSWORD_LENGTH)
            + Html.field(
                "New password", "new", "password", "new-password", LoginForm.MAX_PASSWORD_LENGTH)
            + Html.button("Change the password");
    return Html.page(
        "Change your password",
        Html.message(message)
            + "<p>Your other sessions end with it.</p>\n"
            + Html.form("/password", csrfToken, fields)
            + back());
  }

  /**
   * The form for giving the password again.
   *
   * @param next the local path to which it leads
   */
  static String elevation(
      String username,
      boolean isElevated,
      @Nullable String message,
      String next,
      String csrfToken) {
    String fields =
        forPasswordManagers(username)
            + (next.equals(LocalPath.HOME) ? "" : Html.hidden(LoginForm.NEXT, next))
            + Html.password()
            + Html.button("Go on");
    return Html.page(
        "Give your password again",
        Html.message(message)
            + (isElevated
                ? "<p>You have done so, and may do for a while what needs it.</p>\n"
                    + Html.form("/elevate/drop", csrfToken, Html.button("End this now"))
                : "<p>It lets you do for a while what nobody may do with a session alone.</p>\n")
            + Html.form("/elevate", csrfToken, fields)
            + back());
  }

  /** Says that the password has to be given again, and where. */
  static String stale(String message, String next) {
    return Html.page(
        "Give your password again",
        Html.message(message)
            + "<p>"
            + Html.link("/elevate?" + LoginForm.NEXT + "=" + next, "Give your password again")
            + "</p>\n"
            + back());
  }

  static String back() {
    return "<p>" + Html.link(LocalPath.HOME, "Go to the start page") + "</p>\n";
  }

  /** They would otherwise not know whose password this is. */
  private static String forPasswordManagers(String username) {
    return "<input type=\"hidden\" name=\"username\" autocomplete=\"username\" value=\"%s\">\n"
        .formatted(Html.escape(username));
  }

  private static String item(String path, String text) {
    return "<li>" + Html.link(path, text) + "</li>\n";
  }
}
