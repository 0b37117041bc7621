package io.github.redsessions.metrics;

import io.github.redsessions.AuditEvent;

/** Tells two. */
record BothSinks(MeterSink first, MeterSink second) implements MeterSink {

  @Override
  public void count(Count what) {
    first.count(what);
    second.count(what);
  }

  @Override
  public void event(AuditEvent event) {
    first.event(event);
    second.event(event);
  }

  @Override
  public void command(CommandKind kind, long nanos) {
    first.command(kind, nanos);
    second.command(kind, nanos);
  }

  @Override
  public void payload(long bytes) {
    first.payload(bytes);
    second.payload(bytes);
  }
}
