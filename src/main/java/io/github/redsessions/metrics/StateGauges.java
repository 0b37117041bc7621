package io.github.redsessions.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToLongFunction;

/**
 * What a registry shows of the state of this process, summed over all sessions that were opened
 * with it. Read when somebody looks, which costs no request anything.
 */
final class StateGauges {

  private static final Map<MeterRegistry, StateGauges> ALL = new WeakHashMap<>();

  private final List<Source> sources = new CopyOnWriteArrayList<>();

  private StateGauges() {}

  /** Whose state is shown. */
  record Source(SessionMeters meters, RedisState redis) {

    long shards(boolean serving) {
      return redis.shards().stream().filter(shard -> shard.serving() == serving).count();
    }

    long primaries(boolean known) {
      return redis.shards().stream().filter(s -> !s.primary().isEmpty() == known).count();
    }
  }

  static StateGauges of(MeterRegistry registry) {
    synchronized (ALL) {
      return ALL.computeIfAbsent(registry, StateGauges::registered);
    }
  }

  private static StateGauges registered(MeterRegistry registry) {
    StateGauges gauges = new StateGauges();
    gauges.register(registry, Meters.ACTIVE_SESSIONS, "", s -> s.meters().activeSessions());
    gauges.register(registry, Meters.ACTIVE_USERS, "", s -> s.meters().activeUsers());
    gauges.register(registry, Meters.SHARDS, "serving", s -> s.shards(true));
    gauges.register(registry, Meters.SHARDS, "failing", s -> s.shards(false));
    gauges.register(registry, Meters.PRIMARIES, "known", s -> s.primaries(true));
    gauges.register(registry, Meters.PRIMARIES, "unknown", s -> s.primaries(false));
    return gauges;
  }

  private void register(
      MeterRegistry registry, String name, String state, ToLongFunction<Source> value) {
    Gauge.Builder<List<Source>> gauge =
        Gauge.builder(name, sources, all -> all.stream().mapToLong(value).sum())
            .strongReference(true);
    (state.isEmpty() ? gauge : gauge.tag("state", state)).register(registry);
  }

  void add(Source source) {
    sources.add(source);
  }

  void remove(Source source) {
    sources.remove(source);
  }
}
