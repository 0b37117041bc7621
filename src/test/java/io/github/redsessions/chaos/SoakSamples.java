package io.github.redsessions.chaos;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/**
 * What was held at one moment after another, and what of it has grown. Compared is the least of the
 * first third of the time after the warm-up with the least of the last third: what is in use just
 * then, such as the 19 MiB of a password that is being hashed, comes on top of what is kept, and
 * what is kept grows from one third to the other.
 */
final class SoakSamples {

  private static final int COLUMN = 12;
  private static final int WORST = 8;

  /** Beyond both together something has grown. */
  private record Bound(double part, long number) {

    boolean isBeyond(long early, long late) {
      return late > early * (1 + part) + number;
    }
  }

  private static final Map<String, Bound> BOUNDS = new LinkedHashMap<>();

  static {
    // Bytes of live objects. The JVM itself notes a little more of what it has compiled.
    BOUNDS.put("heap", new Bound(0.03, 1 << 20));
    // Bytes that Netty's allocator has taken for buffers: chunks, which it takes seldom.
    BOUNDS.put("buffers", new Bound(0.05, 4 << 20));
    // All bytes outside of the heap.
    BOUNDS.put("direct", new Bound(0.05, 4 << 20));
    BOUNDS.put("threads", new Bound(0, 2));
    // Open files and sockets: those of the slow guests come and go.
    BOUNDS.put("files", new Bound(0, 6));
    // Bytes: sessions come and go, and Redis deletes what has expired a little later.
    BOUNDS.put("redis", new Bound(0.05, 1 << 19));
    BOUNDS.put("clients", new Bound(0, 2));
    BOUNDS.put("keys", new Bound(0.1, 100));
  }

  /** Instances of one class: what any map, queue or cache keeps is of some class. */
  private static final Bound INSTANCES = new Bound(0.05, 300);

  /**
   * One for every ten seconds of the last half hour, for the status page: what grows for that long
   * by itself. Each has less than {@link #OF_A_POINT} objects of one class.
   */
  private static final String POINT = "io.github.redsessions.login.StatusPoint";

  private static final int OF_A_POINT = 12;
  private static final int MOST_POINTS = 181;

  /**
   * What was held at a moment.
   *
   * @param seconds since the beginning
   * @param rate answers of 200 a second until then
   * @param values by the names of the columns
   * @param classes live instances by class
   */
  record Sample(double seconds, double rate, Map<String, Long> values, Map<String, Long> classes) {}

  private final List<Sample> samples = new ArrayList<>();
  private final double warmUpSeconds;

  SoakSamples(double warmUpSeconds) {
    this.warmUpSeconds = warmUpSeconds;
  }

  void add(Sample sample) {
    samples.add(sample);
  }

  /** Names and numbers of what has grown; none, if all is well. */
  List<String> grown() {
    List<String> grown = new ArrayList<>();
    BOUNDS.forEach(
        (name, bound) -> {
          long early = least(early(), s -> s.values().get(name));
          long late = least(late(), s -> s.values().get(name));
          if (bound.isBeyond(early, late)) {
            grown.add("%s: %,d, then %,d".formatted(name, early, late));
          }
        });
    List<Change> changes = changes();
    long points =
        changes.stream()
            .filter(change -> change.name.equals(POINT) && change.late <= MOST_POINTS)
            .mapToLong(change -> change.late - change.early)
            .sum();
    for (Change change : changes) {
      if (INSTANCES.isBeyond(change.early, change.late - OF_A_POINT * Math.max(0, points))) {
        grown.add(change.toString());
      }
    }
    return grown;
  }

  /** A table of all moments, and the classes that have grown most. */
  String table() {
    StringBuilder table = new StringBuilder(cell("s")).append(cell("200/s"));
    BOUNDS.keySet().forEach(name -> table.append(cell(name)));
    for (Sample sample : samples) {
      table.append('\n').append(cell("%.0f".formatted(sample.seconds)));
      table.append(cell("%,.0f".formatted(sample.rate)));
      BOUNDS.keySet().forEach(name -> table.append(cell("%,d".formatted(sample.values.get(name)))));
    }
    table.append("\nclasses that have grown most:\n");
    changes().stream().limit(WORST).forEach(change -> table.append(change).append('\n'));
    return table.toString();
  }

  private static String cell(String text) {
    return " ".repeat(Math.max(1, COLUMN - text.length())) + text;
  }

  private record Change(String name, long early, long late) {

    @Override
    public String toString() {
      return "%s: %,d instances, then %,d".formatted(name, early, late);
    }
  }

  private List<Change> changes() {
    TreeSet<String> names = new TreeSet<>();
    late().forEach(sample -> names.addAll(sample.classes.keySet()));
    return names.stream()
        .map(
            name ->
                new Change(
                    name,
                    least(early(), s -> s.classes.getOrDefault(name, 0L)),
                    least(late(), s -> s.classes.getOrDefault(name, 0L))))
        .sorted(Comparator.comparingLong((Change change) -> change.early - change.late))
        .toList();
  }

  private List<Sample> early() {
    List<Sample> warm = warm();
    return warm.subList(0, (warm.size() + 2) / 3);
  }

  private List<Sample> late() {
    List<Sample> warm = warm();
    return warm.subList(warm.size() - (warm.size() + 2) / 3, warm.size());
  }

  private List<Sample> warm() {
    return samples.stream().filter(sample -> sample.seconds >= warmUpSeconds).toList();
  }

  private static long least(List<Sample> samples, ToLongFunction<Sample> value) {
    return samples.stream().mapToLong(value).min().orElse(0);
  }
}
