package io.github.redsessions.config;

import org.jspecify.annotations.Nullable;

/**
 * Who this application is to a server. Immutable.
 *
 * @param user the ACL user, absent for the default user; only together with a password
 * @param password its password, absent when the server asks for none
 */
public record Credentials(@Nullable String user, @Nullable Secret password) {

  /** Nobody in particular. */
  public static final Credentials NONE = new Credentials(null, null);

  /** True if the server is told nothing. */
  public boolean isNone() {
    return user == null && password == null;
  }

  static Credentials read(ConfigReader in, String userKey, String passwordKey) {
    String user = in.optionalText(userKey, TextRule.NOT_EMPTY);
    Secret password = in.secret(passwordKey, 1);
    if (in.has(userKey) && !in.has(passwordKey)) {
      in.problem(userKey, "found without redis." + passwordKey + ", allowed only together");
    }
    return new Credentials(user, password);
  }
}
