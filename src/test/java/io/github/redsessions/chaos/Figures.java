package io.github.redsessions.chaos;

import io.github.redsessions.chaos.history.Checker;
import io.github.redsessions.chaos.history.History;
import io.github.redsessions.chaos.history.Kind;
import io.github.redsessions.chaos.history.Operation;
import io.github.redsessions.chaos.history.Outcome;
import io.github.redsessions.chaos.history.Violation;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A run in numbers. Times are in ms.
 *
 * @param operations how many requests were answered, or given up
 * @param faults how many things were broken
 * @param writes acknowledged changes of a session
 * @param unanswered how many requests got a 503 or no answer
 * @param lost acknowledged writes, increments and sessions that were lost
 * @param resurrected uses of an id after its end was acknowledged
 * @param lateRevocations uses of a revoked session, within the time that a lost index costs
 * @param longest the longest answer of a service that was there
 * @param recovery how long after the last fault something failed for the last time
 * @param replaced how often a primary was replaced
 * @param kinds how often each fault made a difference
 */
record Figures(
    long operations,
    long faults,
    long writes,
    long unanswered,
    long lost,
    long resurrected,
    long lateRevocations,
    long longest,
    long recovery,
    int replaced,
    Map<String, Integer> kinds) {

  private static final Set<String> LOSSES = Set.of("Registers", "Counters", "LostSessions");

  static Figures of(
      History history, List<Violation> violations, Map<String, Integer> faults, int replaced) {
    long mended = history.mended();
    long lastFailure =
        history.operations().stream()
            .filter(o -> o.outcome() == Outcome.UNKNOWN && o.end() > mended)
            .mapToLong(Operation::end)
            .max()
            .orElse(mended);
    return new Figures(
        history.operations().size(),
        faults.values().stream().mapToInt(Integer::intValue).sum(),
        history.count(o -> o.outcome() == Outcome.OK && o.kind() != Kind.READ),
        history.count(o -> o.outcome() == Outcome.UNKNOWN),
        violations.stream().filter(v -> LOSSES.contains(v.rule())).count(),
        violations.stream().filter(v -> v.rule().equals("DeadIds")).count(),
        Checker.lateRevocations(history),
        history.longestAnswer() / 1_000_000,
        (lastFailure - mended) / 1_000_000,
        replaced,
        new TreeMap<>(faults));
  }

  /** Both together: sums, and the longest of each time. */
  Figures plus(Figures other) {
    Map<String, Integer> all = new TreeMap<>(kinds);
    other.kinds.forEach((name, count) -> all.merge(name, count, Integer::sum));
    return new Figures(
        operations + other.operations,
        faults + other.faults,
        writes + other.writes,
        unanswered + other.unanswered,
        lost + other.lost,
        resurrected + other.resurrected,
        lateRevocations + other.lateRevocations,
        Math.max(longest, other.longest),
        Math.max(recovery, other.recovery),
        replaced + other.replaced,
        all);
  }

  /** What is said of it where there is room for one line. */
  String inShort() {
    return String.format(
        Locale.ROOT,
        "%,d operations, %,d faults, %d primaries replaced, %d lost, %d resurrected",
        operations,
        faults,
        replaced,
        lost,
        resurrected);
  }
}
