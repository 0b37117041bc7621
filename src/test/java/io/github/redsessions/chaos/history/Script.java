package io.github.redsessions.chaos.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A history that is made by hand. Times are in ms. */
final class Script {

  static final Bounds BOUNDS =
      new Bounds(
          2,
          Set.of("brief"),
          Duration.ofMillis(2_000),
          Duration.ofMillis(5_000),
          Duration.ofMillis(1_000),
          Duration.ofMillis(500),
          Duration.ofMillis(300),
          Duration.ofMillis(100));

  private final List<Step> steps = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();

  /** One operation. */
  static final class Step {
    private final Kind kind;
    private final int session;
    private final int id;
    private final long begin;
    private final long end;
    private final Outcome outcome;
    private final Map<String, String> seen = new HashMap<>();
    private int newSession;
    private int newId;
    private String attribute;
    private String value;
    private String user = "ann";
    private boolean skewed;

    private Step(Kind kind, int session, int id, long begin, long end, Outcome outcome) {
      this.kind = kind;
      this.session = session;
      this.id = id;
      this.begin = begin;
      this.end = end;
      this.outcome = outcome;
    }

    Step gets(int session, int id) {
      newSession = session;
      newId = id;
      return this;
    }

    Step writes(String name, String text) {
      attribute = name;
      value = text;
      return this;
    }

    Step removes(String name) {
      attribute = name;
      return this;
    }

    Step counts(int n) {
      value = Integer.toString(n);
      return this;
    }

    /** Name and value of what is there; without any, nothing is there. */
    Step sees(String... namesAndValues) {
      seen.put(Operation.USER, user);
      for (int i = 0; i < namesAndValues.length; i += 2) {
        seen.put(namesAndValues[i], namesAndValues[i + 1]);
      }
      return this;
    }

    Step by(String name) {
      user = name;
      return this;
    }

    Step skewed() {
      skewed = true;
      return this;
    }

    private Operation operation(int number) {
      return new Operation(
          number,
          1,
          user,
          kind,
          1,
          skewed,
          session,
          id,
          begin * 1_000_000,
          end * 1_000_000,
          outcome,
          newSession,
          newId,
          attribute,
          value,
          seen.isEmpty() ? null : seen,
          "");
    }
  }

  Step ok(Kind kind, int session, int id, long begin, long end) {
    return add(kind, session, id, begin, end, Outcome.OK);
  }

  Step unknown(Kind kind, int session, int id, long begin, long end) {
    return add(kind, session, id, begin, end, Outcome.UNKNOWN);
  }

  Step refused(Kind kind, int session, int id, long begin, long end) {
    return add(kind, session, id, begin, end, Outcome.REFUSED);
  }

  Step conflict(Kind kind, int session, int id, long begin, long end) {
    return add(kind, session, id, begin, end, Outcome.CONFLICT);
  }

  /** Logs in without a session. */
  Step login(int session, int id, long begin, long end) {
    return ok(Kind.LOGIN, 0, 0, begin, end).gets(session, id);
  }

  Step add(Kind kind, int session, int id, long begin, long end, Outcome outcome) {
    Step step = new Step(kind, session, id, begin, end, outcome);
    steps.add(step);
    return step;
  }

  void fault(String name, int server, long begin, long end) {
    faults.add(new Fault(name, server, false, begin * 1_000_000, end * 1_000_000));
  }

  /** A primary that is taken away, and may be replaced. */
  void failover(long begin, long end) {
    faults.add(new Fault("failover", -1, true, begin * 1_000_000, end * 1_000_000));
  }

  History history() {
    List<Operation> operations = new ArrayList<>();
    for (Step step : steps) {
      operations.add(step.operation(operations.size() + 1));
    }
    return new History(operations, faults);
  }

  /** What all rules find. */
  List<Violation> violations() {
    return new Checker(BOUNDS).check(history());
  }
}
