package io.github.redsessions.login;

import io.vertx.ext.auth.authentication.UsernamePasswordCredentials;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * What {@code POST /login} takes: {@code username} and {@code password}, and {@code next}, the
 * local path to go to.
 *
 * @param credentials null when there is a problem
 * @param next where the login leads to, {@code /} if nothing else is wished and allowed
 * @param problem for a person, everything that is wrong with what was sent; null if nothing is
 */
record LoginForm(
    @Nullable UsernamePasswordCredentials credentials, String next, @Nullable String problem) {

  /** The longest username, in characters. */
  static final int MAX_USERNAME_LENGTH = 255;

  /** The longest password, in characters, so that hashing costs the same for all. */
  static final int MAX_PASSWORD_LENGTH = 1024;

  /** The field, and the parameter of the query, that names where to go. */
  static final String NEXT = "next";

  /** Reads the body of a request. */
  static LoginForm read(RoutingContext ctx) {
    RequestFields fields = RequestFields.of(ctx, "username and password");
    String username = fields.text("username", MAX_USERNAME_LENGTH);
    String password = fields.text("password", MAX_PASSWORD_LENGTH);
    String next = LocalPath.of(fields.optional(NEXT));
    return username == null || password == null
        ? new LoginForm(null, next, fields.problems())
        : new LoginForm(new UsernamePasswordCredentials(username, password), next, null);
  }

  /** {@inheritDoc} Without the credentials. */
  @Override
  public String toString() {
    return "login form";
  }
}
