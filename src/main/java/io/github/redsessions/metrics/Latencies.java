package io.github.redsessions.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** How long commands took: how many within each of some bounds. Safe for use from any thread. */
public final class Latencies {

  /** The bounds in ns, from a quarter of a millisecond to ten seconds. */
  static final long[] BOUNDS =
      LongStream.of(
              250,
              500,
              1_000,
              2_500,
              5_000,
              10_000,
              25_000,
              50_000,
              100_000,
              250_000,
              500_000,
              1_000_000,
              2_500_000,
              10_000_000)
          .map(TimeUnit.MICROSECONDS::toNanos)
          .toArray();

  private final LongAdder nanos = new LongAdder();

  /** One more than there are bounds: for what took longer than all of them. */
  private final LongAdder[] within =
      Stream.generate(LongAdder::new).limit(BOUNDS.length + 1L).toArray(LongAdder[]::new);

  /**
   * Lists the bounds.
   *
   * @return in ms, from the shortest on
   */
  public static List<Double> boundsMillis() {
    return Arrays.stream(BOUNDS).mapToObj(nanos -> nanos / 1e6).toList();
  }

  void record(long took) {
    nanos.add(took);
    int i = 0;
    // From the shortest on, which is where nearly all are.
    while (i < BOUNDS.length && took > BOUNDS[i]) {
      i++;
    }
    within[i].increment();
  }

  Snapshot snapshot() {
    return new Snapshot(nanos.sum(), Stream.of(within).map(LongAdder::sum).toList());
  }

  /**
   * What there was by a moment.
   *
   * @param nanos all of them together
   * @param within how many within each bound, and none below it; the last is for the longest
   */
  public record Snapshot(long nanos, List<Long> within) {

    /** Of no command. */
    public static final Snapshot NONE =
        new Snapshot(0, Arrays.stream(new long[BOUNDS.length + 1]).boxed().toList());

    /**
     * Tells how many there were.
     *
     * @return a number
     */
    public long count() {
      return within.stream().mapToLong(Long::longValue).sum();
    }

    /**
     * Adds others.
     *
     * @param other the others
     * @return all of both
     */
    public Snapshot plus(Snapshot other) {
      return combined(other, 1);
    }

    /**
     * Takes those from before away.
     *
     * @param before an earlier snapshot of the same
     * @return those since
     */
    public Snapshot since(Snapshot before) {
      return combined(before, -1);
    }

    private Snapshot combined(Snapshot other, int sign) {
      long[] all = new long[within.size()];
      Arrays.setAll(all, i -> within.get(i) + sign * other.within.get(i));
      return new Snapshot(nanos + sign * other.nanos, Arrays.stream(all).boxed().toList());
    }

    /**
     * Tells how long they took on average.
     *
     * @return ms, 0 for none
     */
    public double meanMillis() {
      long count = count();
      return count == 0 ? 0 : nanos / 1e6 / count;
    }

    /**
     * Tells within which time a part of them was answered.
     *
     * @param part from 0 to 1
     * @return ms: the bound in whose range that command is, 0 for none
     */
    public double millisWithin(double part) {
      double rank = part * count();
      long seen = 0;
      for (int i = 0; i < BOUNDS.length && rank > 0; i++) {
        seen += within.get(i);
        if (seen >= rank) {
          return BOUNDS[i] / 1e6;
        }
      }
      return rank > 0 ? BOUNDS[BOUNDS.length - 1] / 1e6 : 0;
    }
  }
}
