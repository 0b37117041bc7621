package io.github.redsessions.login;

import org.jspecify.annotations.Nullable;

/**
 * The parts that the pages are made of: plain HTML that works without scripts and with the
 * keyboard. Every text that varies is escaped here.
 */
final class Html {

  private Html() {}

  /** A whole page, whose body is HTML. */
  static String page(String title, String body) {
    return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>%1$s</title>
        <link rel="stylesheet" href="/login.css">
        </head>
        <body>
        <main>
        <h1>%1$s</h1>
        %2$s</main>
        </body>
        </html>
        """
        .formatted(escape(title), body);
  }

  /** A paragraph that stands out, or nothing. */
  static String message(@Nullable String text) {
    return paragraph("class=\"message\" role=\"alert\"", text);
  }

  static String hint(@Nullable String text) {
    return paragraph("class=\"hint\"", text);
  }

  /**
   * A form that posts.
   *
   * @param csrfToken null for a client without a session, whose browser names the origin
   * @param fields HTML, the button included
   */
  static String form(String action, @Nullable String csrfToken, String fields) {
    return "<form method=\"post\" action=\"%s\">\n%s%s</form>\n"
        .formatted(
            escape(action), csrfToken == null ? "" : hidden(CsrfToken.FIELD, csrfToken), fields);
  }

  static String hidden(String name, String value) {
    return "<input type=\"hidden\" name=\"%s\" value=\"%s\">\n"
        .formatted(escape(name), escape(value));
  }

  /**
   * A required field for a text or a password with its label.
   *
   * @param autocomplete what password managers put there: a token of the HTML standard
   */
  static String field(String label, String name, String type, String autocomplete, int maxLength) {
    return """
        <label for="%1$s">%2$s</label>
        <input id="%1$s" name="%1$s" type="%3$s" autocomplete="%4$s" maxlength="%5$d" required>
        """
        .formatted(escape(name), escape(label), escape(type), escape(autocomplete), maxLength);
  }

  /** The field for the password that the user has now. */
  static String password() {
    return field(
        "Password", "password", "password", "current-password", LoginForm.MAX_PASSWORD_LENGTH);
  }

  static String button(String text) {
    return "<button type=\"submit\">%s</button>\n".formatted(escape(text));
  }

  /** A button whose text alone doesn't say what it is about. */
  static String button(String text, String about) {
    return "<button type=\"submit\" aria-label=\"%1$s: %2$s\">%1$s</button>\n"
        .formatted(escape(text), escape(about));
  }

  static String link(String path, String text) {
    return "<a href=\"%s\">%s</a>".formatted(escape(path), escape(text));
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
}
