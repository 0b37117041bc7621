package io.github.redsessions.metrics;

import org.jspecify.annotations.Nullable;

/** How many different sessions and users there were within the last five minutes, about. */
final class ActiveSessions {

  private final DistinctCount sessions = new DistinctCount();
  private final DistinctCount users = new DistinctCount();

  void mark(long millis, String handle, @Nullable String user) {
    sessions.mark(millis, handle);
    if (user != null) {
      users.mark(millis, user);
    }
  }

  long sessions(long millis) {
    return sessions.estimate(millis);
  }

  long users(long millis) {
    return users.estimate(millis);
  }
}
