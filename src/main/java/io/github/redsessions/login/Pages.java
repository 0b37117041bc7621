package io.github.redsessions.login;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The pages that everybody may see: login, home and errors. */
final class Pages {

  static final String STYLESHEET = resource("login.css");

  private Pages() {}

  /**
   * The form.
   *
   * @param hint how to log in to a demonstration
   * @param message why the last attempt failed
   * @param next the local path to which the login leads
   */
  static String login(@Nullable String hint, @Nullable String message, String next) {
    String fields =
        (next.equals(LocalPath.HOME) ? "" : Html.hidden(LoginForm.NEXT, next))
            + Html.field("Username", "username", "text", "username", LoginForm.MAX_USERNAME_LENGTH)
            + Html.password()
            + Html.button("Log in");
    return Html.page(
        "Log in", Html.message(message) + Html.form("/login", null, fields) + Html.hint(hint));
  }

  /** The start page of a client that is not logged in. */
  static String home() {
    return Html.page(
        "Welcome", "<p>You are not logged in.</p>\n<p>" + Html.link("/login", "Log in") + "</p>\n");
  }

  static String error(int status, String message) {
    return Html.page(
        HttpResponseStatus.valueOf(status).reasonPhrase(),
        Html.message(message) + "<p>" + Html.link("/", "Go to the start page") + "</p>\n");
  }

  private static String resource(String name) {
    try (InputStream in = Pages.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the jar has no " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
