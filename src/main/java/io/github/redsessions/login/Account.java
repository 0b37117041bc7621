package io.github.redsessions.login;

import java.util.Set;

/**
 * What an account may do at this moment. Immutable.
 *
 * @param userId the subject of its user, which for the accounts file is the username
 * @param roles what it may do, {@code admin} among them for who sees the sessions of others; copied
 * @param disabled true if it may do nothing: its sessions end with their next request, and a login
 *     is refused as with a wrong password
 */
public record Account(String userId, Set<String> roles, boolean disabled) {

  /** Takes a copy of the roles. */
  public Account {
    roles = Set.copyOf(roles);
  }
}
