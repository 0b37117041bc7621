package io.github.redsessions.redis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The commands of one link that wait for a reply, in the order in which they came, which is that of
 * their deadlines. Confined to the event loop of the link.
 */
final class PendingCommands {

  private final ArrayDeque<PendingCommand> commands = new ArrayDeque<>();

  void add(PendingCommand command) {
    commands.add(command);
  }

  /** How many wait, or were answered after one that still waits. */
  int size() {
    dropAnswered();
    return commands.size();
  }

  /** The one that has waited longest, null if none waits. */
  @Nullable PendingCommand first() {
    dropAnswered();
    return commands.peekFirst();
  }

  /** All that wait. */
  List<PendingCommand> waiting() {
    return commands.stream().filter(command -> !command.isDone()).toList();
  }

  /** Fails those whose deadline has passed; the others may still be answered in time. */
  void failOverdue(Supplier<Throwable> failure) {
    PendingCommand first = first();
    while (first != null && first.remainingNanos() <= 0) {
      first.fail(failure.get());
      first = first();
    }
  }

  /** Fails the writes that the server may have, and leaves the others. */
  void failSentWrites(Supplier<Throwable> failure) {
    List<PendingCommand> writes = commands.stream().filter(PendingCommand::isSentWrite).toList();
    writes.forEach(command -> command.fail(failure.get()));
  }

  void failAll(Supplier<Throwable> failure) {
    List<PendingCommand> all = new ArrayList<>(commands);
    // Before anybody is told, since who is told may send the next command.
    commands.clear();
    all.forEach(command -> command.fail(failure.get()));
  }

  private void dropAnswered() {
    while (!commands.isEmpty() && commands.getFirst().isDone()) {
      commands.removeFirst();
    }
  }
}
