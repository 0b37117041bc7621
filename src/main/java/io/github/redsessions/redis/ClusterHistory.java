package io.github.redsessions.redis;

import java.time.Duration;

/**
 * How much of a cluster's history has been told so far, so that a node that was cut off, or has
 * just started and not yet met the others, doesn't undo what they told when for a moment it alone
 * answers. Not safe for use by many threads.
 */
final class ClusterHistory {

  /**
   * Short, since a wrong map costs redirections, for no node serves slots that it doesn't have, and
   * a right one that isn't taken costs the service.
   */
  static final Duration PATIENCE = Duration.ofSeconds(3);

  private long epoch;
  private boolean goingBack;
  private long since;

  /**
   * Decides whether to believe an answer.
   *
   * @param now {@link System#nanoTime}
   * @return false if it knows less than was told before, unless nobody has known more for a while:
   *     a cluster that was set up anew begins its history anew
   */
  boolean accepts(ClusterView view, long now) {
    if (view.epoch() < epoch) {
      if (!goingBack) {
        goingBack = true;
        since = now;
      }
      if (now - since < PATIENCE.toNanos()) {
        return false;
      }
    }
    goingBack = false;
    epoch = view.epoch();
    return true;
  }
}
