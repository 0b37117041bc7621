package io.github.redsessions.login;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the service reads from the user of a session, and what it adds to it at the login. */
final class SignedIn {

  private static final String ROLES = "roles";

  /** The attribute that holds what was typed as the username: it need not be the subject. */
  private static final String LOGIN_NAME = "redsessions.login.name";

  private SignedIn() {}

  /** The name that is shown. A provider of the application's own may make users without one. */
  static String nameOf(User user) {
    String subject = user.subject();
    return subject == null ? "(unnamed)" : subject;
  }

  /** Notes what was typed, since the password is asked for again later and the name isn't. */
  static void loggedInAs(User user, String username) {
    user.attributes().put(LOGIN_NAME, username);
  }

  static @Nullable String loginName(User user) {
    return user.attributes().getValue(LOGIN_NAME) instanceof String name ? name : user.subject();
  }

  static Set<String> rolesOf(User user) {
    Set<String> roles = new TreeSet<>();
    if (user.principal().getValue(ROLES) instanceof JsonArray array) {
      array.forEach(role -> roles.add(String.valueOf(role)));
    }
    return roles;
  }

  /** Gives the user other roles; the session has to be stored then. */
  static void setRoles(User user, Set<String> roles) {
    JsonObject principal = user.principal();
    if (roles.isEmpty()) {
      principal.remove(ROLES);
    } else {
      principal.put(ROLES, new JsonArray(roles.stream().sorted().toList()));
    }
  }
}
