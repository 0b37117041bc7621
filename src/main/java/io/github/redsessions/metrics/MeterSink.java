package io.github.redsessions.metrics;

import io.github.redsessions.AuditEvent;

/** Takes what is counted and timed, from any thread, for every request: cheap, and never throws. */
interface MeterSink {

  void count(Count what);

  void event(AuditEvent event);

  /**
   * Takes note of a command, whatever came of it.
   *
   * @param nanos from when it was asked for until it was answered, with all that was tried
   */
  void command(CommandKind kind, long nanos);

  /** Takes note of how many bytes of attributes a write has sent. */
  void payload(long bytes);
}
