package io.github.redsessions.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.redsessions.AuditEvent;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.micrometer.MicrometerMetricsOptions;
import io.vertx.micrometer.backends.BackendRegistries;
import java.lang.management.ManagementFactory;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who gets to know, and what it costs. */
class SessionMetersTest {

  private static final RedisState ONE =
      () -> List.of(new RedisState.Shard("127.0.0.1:6379", List.of(), true));

  private final String name = UUID.randomUUID().toString();

  @AfterEach
  void stopRegistry() {
    BackendRegistries.stop(name);
  }

  private SessionMeters in(MeterRegistry registry) {
    BackendRegistries.setupBackend(new MicrometerMetricsOptions().setRegistryName(name), registry);
    SessionMeters meters = new SessionMeters(InstantSource.system());
    meters.useRegistry(name);
    meters.redisIs(ONE);
    return meters;
  }

  @Test
  void withoutARegistry_nothingIsMeasured() {
    SessionMeters meters = SessionMeters.none();
    meters.useRegistry(name);

    assertThat(meters.isOn()).isFalse();
    assertThat(meters.begin()).isZero();
    meters.active("a", "b");
    assertThat(meters.activeSessions()).isZero();
  }

  @Test
  void figures_countFromTheFirstCallOn() {
    SessionMeters meters = SessionMeters.none();
    meters.count(Count.CONFLICT);
    Figures figures = meters.figures();
    meters.count(Count.CONFLICT);
    meters.event(AuditEvent.LOGIN_FAILED);

    assertThat(meters.figures()).isSameAs(figures);
    assertThat(figures.of(Count.CONFLICT)).isEqualTo(1);
    assertThat(figures.of(AuditEvent.LOGIN_FAILED)).isEqualTo(1);
    assertThat(figures.of(AuditEvent.LOGIN_SUCCEEDED)).isZero();
  }

  @Test
  void aRegistryAndFigures_areBothTold() {
    MeterRegistry registry = new SimpleMeterRegistry();
    SessionMeters meters = in(registry);
    Figures figures = meters.figures();
    meters.count(Count.LOAD_HIT);
    meters.event(AuditEvent.LOGIN_SUCCEEDED);
    meters.command(CommandKind.SAVE, meters.begin());
    meters.payload(java.util.Map.of("name", "value"));

    assertThat(registry.get("redsessions.loads").tag("result", "hit").counter().count())
        .isEqualTo(1);
    assertThat(registry.get("redsessions.events").tag("event", "login.succeeded").counter().count())
        .isEqualTo(1);
    assertThat(registry.get("redsessions.commands").tag("command", "save").timer().count())
        .isEqualTo(1);
    assertThat(registry.get("redsessions.payload").summary().totalAmount()).isEqualTo(9);
    assertThat(figures.of(Count.LOAD_HIT)).isEqualTo(1);
    assertThat(figures.of(AuditEvent.LOGIN_SUCCEEDED)).isEqualTo(1);
    assertThat(figures.commands()).containsOnlyKeys(CommandKind.SAVE);
    assertThat(figures.payloadBytes()).isEqualTo(9);
  }

  /** Two sessions in one process, with different prefixes say. */
  @Test
  void twoInOneRegistry_areAdded() {
    MeterRegistry registry = new SimpleMeterRegistry();
    SessionMeters first = in(registry);
    SessionMeters second = in(registry);
    first.count(Count.CONFLICT);
    second.count(Count.CONFLICT);

    assertThat(registry.get("redsessions.conflicts").counter().count()).isEqualTo(2);
    assertThat(registry.get("redsessions.shards").tag("state", "serving").gauge().value())
        .isEqualTo(2);

    first.close();
    assertThat(registry.get("redsessions.shards").tag("state", "serving").gauge().value())
        .isEqualTo(1);
  }

  /** The path of every request: no object is made, whoever listens. */
  @Test
  void reports_allocateNothing() {
    SessionMeters meters = in(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    assertThat(meters.figures()).isNotNull();
    String handle = "AAECAwQFBgcICQoLDA0ODw";
    report(meters, handle, 20_000);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    long before = threads.getCurrentThreadAllocatedBytes();
    report(meters, handle, 10_000);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    // Less than a hundredth of an object for each.
    assertThat(allocated).isLessThan(10_000L * 16 / 100);
  }

  private static void report(SessionMeters meters, String handle, int times) {
    for (int i = 0; i < times; i++) {
      long begin = meters.begin();
      meters.command(CommandKind.HGETALL, begin);
      meters.count(Count.LOAD_HIT);
      meters.active(handle, handle);
    }
  }
}
