package io.github.redsessions.metrics;

import io.github.redsessions.AuditEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.micrometer.backends.BackendRegistries;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The meters in a Micrometer registry. All are made when the sessions are opened and found by the
 * number of their constant, so that a request looks nothing up and makes nothing. Whoever uses the
 * same registry adds to the same meters.
 */
final class MicrometerMeters implements MeterSink {

  private static final double[] PAYLOAD_BOUNDS = {64, 256, 1024, 4096, 16_384, 65_536, 262_144};

  private final PerConstant<Count, Counter> counts;
  private final PerConstant<AuditEvent, Counter> events;
  private final PerConstant<CommandKind, Timer> commands;
  private final DistributionSummary payload;
  private final StateGauges gauges;
  private final SessionMeters source;

  private MicrometerMeters(MeterRegistry registry, SessionMeters source) {
    this.counts = new PerConstant<>(Count.class, what -> counter(registry, what));
    this.events =
        new PerConstant<>(
            AuditEvent.class,
            event ->
                Counter.builder(Meters.EVENTS)
                    .description("Events of the audit")
                    .tag("event", event.spelling())
                    .register(registry));
    Duration[] bounds =
        Arrays.stream(Latencies.BOUNDS).mapToObj(Duration::ofNanos).toArray(Duration[]::new);
    this.commands =
        new PerConstant<>(
            CommandKind.class,
            kind ->
                Timer.builder(Meters.COMMANDS)
                    .description("Commands to Redis, until they were answered")
                    .tag("command", kind.word())
                    .serviceLevelObjectives(bounds)
                    .register(registry));
    this.payload =
        DistributionSummary.builder(Meters.PAYLOAD)
            .description("Attributes that a write has sent")
            .baseUnit("bytes")
            .serviceLevelObjectives(PAYLOAD_BOUNDS)
            .register(registry);
    this.source = source;
    this.gauges = StateGauges.of(registry);
    gauges.add(source);
  }

  /** Gives meters in the registry of that name, null if there is none. */
  static @Nullable MicrometerMeters inRegistry(String name, SessionMeters meters) {
    MeterRegistry registry = BackendRegistries.getNow(name);
    return registry == null ? null : new MicrometerMeters(registry, meters);
  }

  private static Counter counter(MeterRegistry registry, Count what) {
    Counter.Builder counter = Counter.builder(what.meter());
    return (what.tag().isEmpty() ? counter : counter.tag(what.tag(), what.value()))
        .register(registry);
  }

  /** Ends what tells of the state of this process; what was counted stays. */
  void close() {
    gauges.remove(source);
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
    commands.of(kind).record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void payload(long bytes) {
    payload.record((double) bytes);
  }
}
