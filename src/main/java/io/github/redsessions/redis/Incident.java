package io.github.redsessions.redis;

import java.util.concurrent.TimeUnit;

/**
 * Something that lasts: said when it begins and when it is over, however often it is noticed in
 * between. Not safe for use by many threads.
 */
final class Incident {

  private String subject = "";
  private long since;

  /**
   * Notes it.
   *
   * @param what whom it is about; never empty
   * @return true if it has just begun, or is about somebody else than when last noticed
   */
  boolean isNews(String what) {
    boolean known = what.equals(subject);
    if (subject.isEmpty()) {
      since = System.nanoTime();
    }
    subject = what;
    return !known;
  }

  /** Notes that it is over; true if it was going on. */
  boolean isOver() {
    boolean was = !subject.isEmpty();
    subject = "";
    return was;
  }

  /** For how long it goes on, or went on, in milliseconds. */
  long millis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
  }
}
