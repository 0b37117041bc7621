package io.github.redsessions.chaos.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What Redis holds at the end, when every living session was used once more and every index was
 * read, which prunes it.
 *
 * @param ttls the ms that each key has left, -1 for a key without an end
 * @param users whose each session is, by the handle of its record, for records of a user
 * @param indexes the handles in the index of each user
 * @param used the handles of the sessions that clients hold and that were just accepted
 * @param maxPerUser how many a user may have
 */
public record Keyspace(
    Map<String, Long> ttls,
    Map<String, String> users,
    Map<String, Set<String>> indexes,
    Set<String> used,
    int maxPerUser) {

  /** Finds keys without an end, orphans in the indexes, what they miss, and users with too many. */
  public List<String> check() {
    List<String> found = new ArrayList<>();
    ttls.forEach(
        (key, ttl) -> {
          if (ttl == -1) {
            found.add("a key without an end: " + key);
          }
        });
    indexes.forEach(
        (user, handles) -> {
          for (String handle : handles) {
            if (!user.equals(users.get(handle))) {
              found.add("an orphan in the index of " + user + ": " + handle);
            }
          }
          if (handles.size() > maxPerUser) {
            found.add("the index of " + user + " has " + handles.size() + " sessions");
          }
        });
    Map<String, Set<String>> alive = new TreeMap<>();
    for (String handle : used) {
      String user = users.get(handle);
      if (user == null) {
        found.add("a session that was just accepted is none of a user: " + handle);
        continue;
      }
      alive.computeIfAbsent(user, u -> new TreeSet<>()).add(handle);
      if (!indexes.getOrDefault(user, Set.of()).contains(handle)) {
        found.add("a session that is in use is not in the index of " + user + ": " + handle);
      }
    }
    alive.forEach(
        (user, handles) -> {
          if (handles.size() > maxPerUser) {
            found.add(user + " has " + handles.size() + " sessions in use");
          }
        });
    return found;
  }
}
