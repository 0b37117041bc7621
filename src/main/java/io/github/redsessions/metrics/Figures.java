package io.github.redsessions.metrics;

import io.github.redsessions.AuditEvent;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * What was counted and timed since a moment, in memory, for a page that shows it. Safe for use from
 * any thread.
 */
public final class Figures implements MeterSink {

  private final Instant since;
  private final PerConstant<Count, LongAdder> counts =
      new PerConstant<>(Count.class, what -> new LongAdder());
  private final PerConstant<AuditEvent, LongAdder> events =
      new PerConstant<>(AuditEvent.class, event -> new LongAdder());
  private final PerConstant<CommandKind, Latencies> commands =
      new PerConstant<>(CommandKind.class, kind -> new Latencies());
  private final LongAdder payloads = new LongAdder();
  private final LongAdder payloadBytes = new LongAdder();

  Figures(Instant since) {
    this.since = since;
  }

  @Override
  public void count(Count what) {
    counts.of(what).increment();
  }

  @Override
  public void event(AuditEvent event) {
    events.of(event).increment();
  }

  @Override
  public void command(CommandKind kind, long nanos) {
    commands.of(kind).record(nanos);
  }

  @Override
  public void payload(long bytes) {
    payloads.increment();
    payloadBytes.add(bytes);
  }

  /**
   * Tells since when.
   *
   * @return the moment of the first count
   */
  public Instant since() {
    return since;
  }

  /**
   * Tells how often something happened.
   *
   * @param what what
   * @return a number that only grows
   */
  public long of(Count what) {
    return counts.of(what).sum();
  }

  /**
   * Tells how often an event was reported to the audit.
   *
   * @param event which one
   * @return a number that only grows
   */
  public long of(AuditEvent event) {
    return events.of(event).sum();
  }

  /**
   * Tells how many writes had attributes.
   *
   * @return a number that only grows
   */
  public long payloads() {
    return payloads.sum();
  }

  /**
   * Tells how large all these attributes were.
   *
   * @return bytes, a number that only grows
   */
  public long payloadBytes() {
    return payloadBytes.sum();
  }

  /**
   * Tells how long commands took, by kind.
   *
   * @return those that there were
   */
  public Map<CommandKind, Latencies.Snapshot> commands() {
    Map<CommandKind, Latencies.Snapshot> found = new LinkedHashMap<>();
    for (CommandKind kind : CommandKind.values()) {
      Latencies.Snapshot snapshot = commands.of(kind).snapshot();
      if (snapshot.count() > 0) {
        found.put(kind, snapshot);
      }
    }
    return found;
  }
}
