package io.github.redsessions.chaos.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What all clients did and saw, in the order in which they began. Immutable. */
public final class History {

  private final List<Operation> operations;
  private final List<Fault> faults;
  private final Map<Integer, List<Operation>> bySession = new LinkedHashMap<>();
  private final Map<String, List<Operation>> revocations;
  private final Map<String, List<Operation>> logins;

  /** Takes operations in any order. */
  public History(List<Operation> operations, List<Fault> faults) {
    this.operations =
        operations.stream()
            .sorted(Comparator.comparingLong(Operation::begin).thenComparingInt(Operation::number))
            .toList();
    this.faults = List.copyOf(faults);
    for (Operation operation : this.operations) {
      Stream.of(operation.session(), operation.newSession())
          .filter(session -> session != 0)
          .distinct()
          .forEach(
              session -> bySession.computeIfAbsent(session, s -> new ArrayList<>()).add(operation));
    }
    revocations = byUser(operation -> operation.mayHaveHappened() && operation.revokes());
    logins =
        byUser(
            operation ->
                operation.kind() == Kind.LOGIN
                    && operation.mayHaveHappened()
                    && (operation.isOpen() || operation.newSession() != operation.session()));
  }

  private Map<String, List<Operation>> byUser(Predicate<Operation> condition) {
    return operations.stream()
        .filter(condition)
        .collect(Collectors.groupingBy(Operation::user, LinkedHashMap::new, Collectors.toList()));
  }

  public List<Operation> operations() {
    return operations;
  }

  public List<Fault> faults() {
    return faults;
  }

  /** Every session with the operations that presented or got it. */
  public Map<Integer, List<Operation>> bySession() {
    return bySession;
  }

  List<Operation> ofSession(int session) {
    return bySession.getOrDefault(session, List.of());
  }

  /** Those by which a user ended sessions from outside of them, acknowledged or not. */
  List<Operation> revocations(String user) {
    return revocations.getOrDefault(user, List.of());
  }

  /** Those by which a user began a session, or may have. */
  List<Operation> logins(String user) {
    return logins.getOrDefault(user, List.of());
  }

  /** Counts operations. */
  public long count(Predicate<Operation> condition) {
    return operations.stream().filter(condition).count();
  }

  /** When everything was mended for good; the end of all operations if nothing was broken. */
  public long mended() {
    return faults.stream().mapToLong(Fault::end).max().orElse(Long.MAX_VALUE / 2);
  }

  /** Whether another server may have become the primary within a time. */
  boolean mayHaveFailedOver(long from, long to) {
    return faults.stream().anyMatch(fault -> fault.mayReplace(from, to));
  }

  /** The longest operation in ns, but for those whose server was away. */
  public long longestAnswer() {
    return operations.stream()
        .filter(operation -> faults.stream().noneMatch(fault -> fault.silences(operation)))
        .mapToLong(operation -> operation.end() - operation.begin())
        .max()
        .orElse(0);
  }
}
