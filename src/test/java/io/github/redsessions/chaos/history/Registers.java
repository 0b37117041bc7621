package io.github.redsessions.chaos.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Each attribute is a register: who reads it sees the last write, or one at the same time as the
 * last, and what nobody wrote is never read, least of all what was written to another session.
 * Every value is written once, so that a read tells which write it saw. A session begins without
 * attributes, and a login in it removes those that are not kept. Guarantee 2.
 *
 * <p>A write that was not acknowledged may be there or not, but once somebody has seen it, it is
 * there, with one exception: a primary shows what it has carried out before its replicas have it,
 * and loses that when one of them takes its place. So where another server may have become the
 * primary in between, what was seen without being acknowledged may be missing again; and one who is
 * not told yet of the new primary may still see it, until a later write was acknowledged.
 */
final class Registers implements Rule {

  /** The attribute that a login drops. */
  static final String DROPPED = "b";

  private static final Set<String> NO_ATTRIBUTES = Set.of(Operation.USER, Operation.COUNTER);

  /**
   * What one attribute of one session was at some time, by one write, or by one of the removals.
   */
  private static final class State {
    final Operation write;
    final String value;

    /** When its client was told that it is done. */
    final long acknowledged;

    /** When it had surely been there: its write was acknowledged, or somebody saw it. */
    long surely;

    State(Operation write, String value) {
      this.write = write;
      this.value = value;
      acknowledged = write.isOk() ? write.end() : Long.MAX_VALUE;
      surely = acknowledged;
    }
  }

  @Override
  public List<Violation> check(History history) {
    List<Violation> found = new ArrayList<>();
    Map<String, Operation> writers = new HashMap<>();
    for (Operation operation : history.operations()) {
      if (isPut(operation)) {
        writers.put(operation.value(), operation);
      }
    }
    history
        .bySession()
        .forEach(
            (session, operations) ->
                names(operations)
                    .forEach(name -> check(history, session, name, operations, writers, found)));
    return found;
  }

  private static boolean isPut(Operation operation) {
    return (operation.kind() == Kind.PUT || operation.kind() == Kind.SLOW)
        && operation.value() != null;
  }

  private static Set<String> names(List<Operation> operations) {
    Set<String> names = new TreeSet<>();
    for (Operation operation : operations) {
      if (operation.seen() != null) {
        names.addAll(operation.seen().keySet());
      }
      if (operation.attribute() != null) {
        names.add(operation.attribute());
      }
    }
    names.removeAll(NO_ATTRIBUTES);
    return names;
  }

  private void check(
      History history,
      int session,
      String name,
      List<Operation> operations,
      Map<String, Operation> writers,
      List<Violation> found) {
    List<State> states = states(session, name, operations);
    List<Operation> reads =
        operations.stream()
            .filter(operation -> operation.session() == session && operation.seen() != null)
            .toList();
    for (Operation read : reads) {
      String value = read.seen().get(name);
      if (value != null) {
        states.stream()
            .filter(state -> value.equals(state.value))
            .forEach(state -> state.surely = Math.min(state.surely, read.end()));
      }
    }
    Set<State> reported = new HashSet<>();
    for (Operation read : reads) {
      String value = read.seen().get(name);
      List<State> sources =
          states.stream()
              .filter(state -> Objects.equals(state.value, value))
              .filter(state -> state.write.begin() < read.end())
              .toList();
      if (sources.isEmpty()) {
        found.add(unwritten(name, value, read, writers.get(value)));
      } else if (sources.stream()
          .allMatch(source -> overwriter(history, source, states, read) != null)) {
        State last = sources.get(sources.size() - 1);
        State newer = overwriter(history, last, states, read);
        // Who reads it next sees the same.
        if (reported.add(last)) {
          String message = "a read of " + name + " saw " + value + ", not the later " + newer.value;
          found.add(Violation.of(this, message, last.write, newer.write, read));
        }
      }
    }
  }

  /** Whoever writes the attribute, and the birth of the session. */
  private static List<State> states(int session, String name, List<Operation> operations) {
    List<State> states = new ArrayList<>();
    for (Operation operation : operations) {
      boolean own =
          operation.session() == session
              && (operation.mayHaveHappened() || isConflictAtTheEnd(operation, operations));
      if (operation.newSession() == session && operation.session() != session) {
        states.add(new State(operation, null));
      } else if (own && isPut(operation) && name.equals(operation.attribute())) {
        states.add(new State(operation, operation.value()));
      } else if (own && operation.kind() == Kind.REMOVE && name.equals(operation.attribute())) {
        states.add(new State(operation, null));
      } else if (own && isLoginWithin(operation) && name.equals(DROPPED)) {
        states.add(new State(operation, null));
      }
    }
    return states;
  }

  /**
   * Whether a write was told that the session is gone, while somebody logged out: what was sent
   * again, since the answer was lost, finds no record that knows of the first attempt.
   */
  private static boolean isConflictAtTheEnd(Operation operation, List<Operation> operations) {
    return operation.outcome() == Outcome.CONFLICT
        && operations.stream()
            .anyMatch(
                other ->
                    other.kind() == Kind.LOGOUT
                        && other.mayHaveHappened()
                        && other.begin() < operation.end());
  }

  /** A login in the session that it was sent with. */
  private static boolean isLoginWithin(Operation operation) {
    return operation.kind() == Kind.LOGIN
        && (operation.isOpen() || operation.newSession() == operation.session());
  }

  /** A write that surely came after a state, and surely before a read, null if there is none. */
  private static State overwriter(
      History history, State state, List<State> states, Operation read) {
    return states.stream()
        .filter(other -> state.surely < other.write.begin() && other.surely < read.begin())
        .filter(
            other ->
                other.acknowledged < read.begin()
                    || !history.mayHaveFailedOver(other.write.begin(), read.end()))
        .reduce((earlier, later) -> later)
        .orElse(null);
  }

  private Violation unwritten(String name, String value, Operation read, Operation writer) {
    if (writer == null) {
      return Violation.of(this, "nobody wrote " + value + ", which was read as " + name, read);
    } else if (writer.session() != read.session()) {
      return Violation.of(
          this, "a session has the " + name + " of another one: " + value, writer, read);
    } else {
      return Violation.of(
          this, "what was not done, or not yet, was read as " + name + ": " + value, writer, read);
    }
  }
}
