package io.github.redsessions.redis;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The connections that this process has given up and that their servers may not have: what was sent
 * over them can still arrive. Whoever opens a connection to such a server ends them there, before
 * anything is sent again; see {@link Resending}. Bounded. Safe for use from any thread.
 */
final class FormerConnections {

  /** More than a process ever has of servers that it goes back to; the oldest are forgotten. */
  static final int MAX = 10_000;

  private final Set<ConnectionId> connections = new LinkedHashSet<>();
  private boolean missingRightSaid;

  synchronized void add(ConnectionId connection) {
    if (connections.size() == MAX) {
      Iterator<ConnectionId> oldest = connections.iterator();
      oldest.next();
      oldest.remove();
    }
    connections.add(connection);
  }

  /** Those that one process of a server had. */
  synchronized List<ConnectionId> of(String run) {
    return connections.stream().filter(connection -> connection.run().equals(run)).toList();
  }

  /** Forgets those that their server has ended. */
  synchronized void ended(List<ConnectionId> those) {
    those.forEach(connections::remove);
  }

  /** Tells once that a server doesn't let this user end connections. */
  synchronized boolean isMissingRightNews() {
    boolean news = !missingRightSaid;
    missingRightSaid = true;
    return news;
  }
}
