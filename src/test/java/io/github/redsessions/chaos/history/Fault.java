package io.github.redsessions.chaos.history;

/**
 * Something that was broken for a while.
 *
 * @param name what was done to what
 * @param server the service process that couldn't answer because of it, -1 for none
 * @param replaces whether another server may have become the primary because of it
 * @param begin when, by the clock of the operations
 * @param end when it was mended
 */
public record Fault(String name, int server, boolean replaces, long begin, long end) {

  boolean overlaps(Operation operation) {
    return begin <= operation.end() && end >= operation.begin();
  }

  /** Whether another server may have become the primary within a time. */
  boolean mayReplace(long from, long to) {
    return replaces && begin <= to && end >= from;
  }

  /** Whether the process that was asked may have been away during the operation. */
  boolean silences(Operation operation) {
    return server >= 0 && server == operation.server() && overlaps(operation);
  }
}
