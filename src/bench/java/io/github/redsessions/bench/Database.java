package io.github.redsessions.bench;

/** Where contenders keep their sessions: one server for all who use its kind. */
interface Database extends AutoCloseable {

  /** Where it is, with credentials. */
  String uri();

  /** CPU time of its processes so far. */
  long cpuNanos();

  @Override
  void close();
}
