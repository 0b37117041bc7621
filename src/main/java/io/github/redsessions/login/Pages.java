package io.github.redsessions.login;

import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;

/** The pages: plain HTML that works without scripts. Every text that varies is escaped. */
final class Pages {

  static final String STYLESHEET =
      """
      body { font-family: system-ui, sans-serif; max-width: 22rem; margin: 4rem auto; padding: 0 1rem; }
      label, input, button { display: block; width: 100%; box-sizing: border-box; font: inherit; }
      input, button { margin: 0.25rem 0 1rem; padding: 0.5rem; }
      .message { border-left: 0.25rem solid #b00020; padding-left: 0.75rem; }
      .hint { color: #555; }
      """;

  private Pages() {}

  /**
   * The form.
   *
   * @param hint how to log in to a demonstration
   * @param message why the last attempt failed
   */
  static String login(@Nullable String hint, @Nullable String message) {
    return page(
        "Log in",
        paragraph("class=\"message\" role=\"alert\"", message)
            + """
            <form method="post" action="/login">
            <label for="username">Username</label>
            <input id="username" name="username" autocomplete="username" maxlength="%d" required autofocus>
            <label for="password">Password</label>
            <input id="password" name="password" type="password" autocomplete="current-password" maxlength="%d" required>
            <button type="submit">Log in</button>
            </form>
            """
                .formatted(LoginForm.MAX_USERNAME_LENGTH, LoginForm.MAX_PASSWORD_LENGTH)
            + paragraph("class=\"hint\"", hint));
  }

  /**
   * The start page.
   *
   * @param name the user's name, null for a client that is not logged in
   */
  static String home(@Nullable String name) {
    if (name == null) {
      return page(
          "Welcome", "<p>You are not logged in.</p>\n<p><a href=\"/login\">Log in</a></p>\n");
    }
    return page(
        "Welcome",
        "<p>You are logged in as <strong>"
            + escape(name)
            + "</strong>.</p>\n"
            + "<form method=\"post\" action=\"/logout\">\n"
            + "<button type=\"submit\">Log out</button>\n</form>\n");
  }

  static String error(int status, String message) {
    return page(
        HttpResponseStatus.valueOf(status).reasonPhrase(), paragraph("class=\"message\"", message));
  }

  /** Makes a text safe between tags and inside a quoted attribute. */
  static String escape(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        default -> safe.append(c);
      }
    }
    return safe.toString();
  }

  private static String paragraph(String attributes, @Nullable String text) {
    return text == null ? "" : "<p " + attributes + ">" + escape(text) + "</p>\n";
  }

  private static String page(String title, String body) {
    return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%1$s</title>
        <link rel="stylesheet" href="/login.css">
        </head>
        <body>
        <h1>%1$s</h1>
        %2$s</body>
        </html>
        """
        .formatted(escape(title), body);
  }
}
