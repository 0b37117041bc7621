package io.github.redsessions.chaos.history;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Prints a violation: the operations that contradict each other, marked, those of the same session
 * around them, and the faults meanwhile. Times are ms since the first operation.
 */
final class Excerpt {

  private static final int AROUND = 3;

  private final History history;
  private final long start;

  Excerpt(History history) {
    this.history = history;
    start = history.operations().isEmpty() ? 0 : history.operations().get(0).begin();
  }

  String of(Violation violation) {
    Set<Operation> shown =
        new TreeSet<>(
            Comparator.comparingLong(Operation::begin).thenComparingInt(Operation::number));
    Set<Integer> sessions = new LinkedHashSet<>();
    for (Operation operation : violation.operations()) {
      shown.add(operation);
      sessions.add(operation.session());
      sessions.add(operation.newSession());
    }
    for (int session : sessions) {
      List<Operation> all = history.ofSession(session);
      for (Operation operation : violation.operations()) {
        int at = all.indexOf(operation);
        if (at >= 0) {
          int last = Math.min(all.size(), at + AROUND + 1);
          shown.addAll(all.subList(Math.max(0, at - AROUND), last));
        }
      }
    }
    String operations =
        shown.stream()
            .map(o -> (violation.operations().contains(o) ? "  > " : "    ") + line(o))
            .collect(Collectors.joining("\n"));
    String faults =
        history.faults().stream()
            .filter(fault -> shown.stream().anyMatch(fault::overlaps))
            .map(f -> "  ! " + span(f.begin(), f.end()) + " " + f.name())
            .collect(Collectors.joining("\n"));
    return violation.rule()
        + ": "
        + violation.message()
        + "\n"
        + operations
        + (faults.isEmpty() ? "" : "\n" + faults);
  }

  private String line(Operation o) {
    StringBuilder line = new StringBuilder(span(o.begin(), o.end()));
    line.append(" #").append(o.number()).append(" client ").append(o.client());
    line.append(" (").append(o.user()).append(") at server ").append(o.server());
    line.append(o.skewed() ? ", whose clock is wrong: " : ": ").append(o.kind());
    if (o.session() != 0) {
      line.append(" session ").append(o.session()).append(" id ").append(o.id());
    }
    if (o.attribute() != null) {
      line.append(' ').append(o.attribute());
    }
    if (o.value() != null) {
      line.append(" = ").append(o.value());
    }
    line.append(" -> ").append(o.outcome());
    if (o.newId() != 0) {
      line.append(" session ").append(o.newSession()).append(" id ").append(o.newId());
    }
    if (o.seen() != null) {
      line.append(" saw ").append(o.seen());
    }
    if (!o.detail().isEmpty()) {
      line.append(" (").append(o.detail()).append(')');
    }
    return line.toString();
  }

  private String span(long begin, long end) {
    return String.format(Locale.ROOT, "[%9.1f..%9.1f]", millis(begin), millis(end));
  }

  private double millis(long nanos) {
    return (nanos - start) / 1e6;
  }
}
