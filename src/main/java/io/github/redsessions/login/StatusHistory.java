package io.github.redsessions.login;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;

/**
 * The last half hour of this process, one point for every ten seconds. Confined to one event loop.
 */
final class StatusHistory {

  static final long INTERVAL_MS = 10_000;
  private static final int POINTS = 181;

  private final ArrayDeque<StatusPoint> points = new ArrayDeque<>();

  void add(StatusPoint point) {
    points.addLast(point);
    if (points.size() > POINTS) {
      points.removeFirst();
    }
  }

  /** The same, up to now. */
  StatusHistory until(StatusPoint now) {
    StatusHistory all = new StatusHistory();
    all.points.addAll(points);
    all.points.addLast(now);
    return all;
  }

  /** From the oldest on. */
  List<StatusPoint> points() {
    return List.copyOf(points);
  }

  /** What there was at each moment but the first. */
  List<Double> values(ToDoubleFunction<StatusPoint> value) {
    return between((before, now) -> value.applyAsDouble(now));
  }

  /** How many more there were a minute, between each moment and the one before. */
  List<Double> perMinute(ToDoubleFunction<StatusPoint> total) {
    return between(
        (before, now) -> {
          double minutes = Math.max(1, now.millis() - before.millis()) / 60_000.0;
          return (total.applyAsDouble(now) - total.applyAsDouble(before)) / minutes;
        });
  }

  /** What is made of each moment and the one before. */
  List<Double> between(ToDoubleBiFunction<StatusPoint, StatusPoint> value) {
    List<StatusPoint> all = new ArrayList<>(points);
    List<Double> values = new ArrayList<>(all.size());
    for (int i = 1; i < all.size(); i++) {
      values.add(value.applyAsDouble(all.get(i - 1), all.get(i)));
    }
    return values;
  }

  /** How long ago the first value was, in ms. */
  long spanMillis() {
    return points.isEmpty() ? 0 : points.getLast().millis() - points.getFirst().millis();
  }
}
