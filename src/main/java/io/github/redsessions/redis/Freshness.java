package io.github.redsessions.redis;

/**
 * Tells for how long a reply may be used instead of asking again: until its key may have changed,
 * or until the server that answered can no longer be trusted to tell so.
 *
 * <p>Taken before the read is sent, so that a change while the reply is on its way is noticed too:
 * it doesn't matter which of both arrives first. Public because the store keeps it with what it has
 * read; applications have no use for it. Safe for use from any thread.
 */
public final class Freshness {

  private final Tracking tracking;
  private final KeyEpochs epochs;
  private final int counter;
  private final int epoch;

  Freshness(Tracking tracking, KeyEpochs epochs, String key) {
    this.tracking = tracking;
    this.epochs = epochs;
    this.counter = KeyEpochs.counterOf(key);
    this.epoch = epochs.at(counter);
  }

  /**
   * Tells whether what was read may be used now. Sends nothing.
   *
   * @return false from the first change on, and for as long as nobody knows of one
   */
  public boolean holds() {
    return epochs.at(counter) == epoch && tracking.isCurrent();
  }
}
