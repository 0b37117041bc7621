package io.github.redsessions.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * What a registry shows of the state of this process, summed over all sessions that were opened
 * with it. Read when somebody looks, which costs no request anything.
 */
final class StateGauges {

  private static final Map<MeterRegistry, StateGauges> ALL = new WeakHashMap<>();

  /** Weak, so that sessions that nobody closed are not kept, with all that they know, for ever. */
  private final List<WeakReference<SessionMeters>> sources = new CopyOnWriteArrayList<>();

  private StateGauges() {}

  private static long shards(SessionMeters meters, boolean serving) {
    return meters.redis().shards().stream().filter(s -> s.serving() == serving).count();
  }

  private static long primaries(SessionMeters meters, boolean known) {
    return meters.redis().shards().stream().filter(s -> !s.primary().isEmpty() == known).count();
  }

  static StateGauges of(MeterRegistry registry) {
    synchronized (ALL) {
      return ALL.computeIfAbsent(registry, StateGauges::registered);
    }
  }

  private static StateGauges registered(MeterRegistry registry) {
    StateGauges gauges = new StateGauges();
    gauges.register(registry, Meters.ACTIVE_SESSIONS, "", SessionMeters::activeSessions);
    gauges.register(registry, Meters.ACTIVE_USERS, "", SessionMeters::activeUsers);
    gauges.register(registry, Meters.SHARDS, "serving", m -> shards(m, true));
    gauges.register(registry, Meters.SHARDS, "failing", m -> shards(m, false));
    gauges.register(registry, Meters.PRIMARIES, "known", m -> primaries(m, true));
    gauges.register(registry, Meters.PRIMARIES, "unknown", m -> primaries(m, false));
    return gauges;
  }

  private void register(
      MeterRegistry registry, String name, String state, ToLongFunction<SessionMeters> value) {
    Gauge.Builder<StateGauges> gauge =
        Gauge.builder(name, this, all -> all.open().mapToLong(value).sum()).strongReference(true);
    (state.isEmpty() ? gauge : gauge.tag("state", state)).register(registry);
  }

  private Stream<SessionMeters> open() {
    return sources.stream().map(WeakReference::get).filter(Objects::nonNull);
  }

  void add(SessionMeters source) {
    sources.add(new WeakReference<>(source));
  }

  void remove(SessionMeters source) {
    sources.removeIf(each -> each.get() == null || each.refersTo(source));
  }
}
