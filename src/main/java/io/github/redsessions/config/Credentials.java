package io.github.redsessions.config;

import org.jspecify.annotations.Nullable;

/**
 * Who this application is to a server. The user is only ever there with a password. Immutable.
 *
 * @param user the ACL user, absent for the one named {@code default}
 * @param password its password, absent when nothing is said to the server
 */
public record Credentials(@Nullable String user, @Nullable Secret password) {

  /** Nobody in particular: the server decides what that may do. */
  public static final Credentials NONE = new Credentials(null, null);

  /**
   * Tells whether the server is told nothing.
   *
   * @return true without user and password
   */
  public boolean isNone() {
    return user == null && password == null;
  }

  static Credentials read(ConfigReader in, String userKey, String passwordKey) {
    String user = in.optionalText(userKey, TextRule.NOT_EMPTY);
    Secret password = in.secret(passwordKey, 1);
    if (in.sound(userKey) && in.has(userKey) && !in.has(passwordKey)) {
      in.problem(userKey, "found without redis." + passwordKey + ", allowed only together");
    }
    return new Credentials(user, password);
  }
}
