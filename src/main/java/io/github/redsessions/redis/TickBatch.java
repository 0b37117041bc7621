package io.github.redsessions.redis;

import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What is asked for within one tick of the event loop, and has not left yet: it leaves in one write
 * at the end of the tick, or in a few if it is much. Until then a read can be joined by who asks
 * for the same. Confined to the event loop of its link.
 */
final class TickBatch {

  /**
   * How many commands leave in one write, at the most. With more, Redis would have nothing to do
   * while the event loop reads the requests of a busy tick, and the event loop nothing while Redis
   * answers all of them at once; a write less per command is worth nothing by then.
   */
  private static final int MAX_BATCH = 16;

  private final ContextInternal context;
  private final Consumer<List<PendingCommand>> writer;

  private List<PendingCommand> commands = new ArrayList<>();

  /** The reads among them, by what they read. */
  private final Map<String, PendingCommand> reads = new HashMap<>();

  /**
   * Makes an empty one.
   *
   * @param writer takes what leaves together
   */
  TickBatch(ContextInternal context, Consumer<List<PendingCommand>> writer) {
    this.context = context;
    this.writer = writer;
  }

  void add(PendingCommand command) {
    commands.add(command);
    if (commands.size() == 1) {
      context.runOnContext(v -> leave());
    } else if (commands.size() == MAX_BATCH) {
      leave();
    }
  }

  /**
   * Lets somebody wait for the reply to an earlier read, if there is one that has not left. A read
   * that has left may be answered already, so it is never shared.
   *
   * @param what is read
   * @return false if there is none
   */
  boolean join(String what, Promise<Response> promise) {
    PendingCommand same = reads.get(what);
    // It may have failed since, with nobody left to answer.
    if (same == null || same.isDone()) {
      return false;
    }
    same.join(promise);
    return true;
  }

  /** Lets others join a read that was just added, unless it has left by that. */
  void share(String what, PendingCommand read) {
    if (!commands.isEmpty()) {
      reads.put(what, read);
    }
  }

  /** Lets nobody join a read from before now. */
  void endSharing() {
    reads.clear();
  }

  /** Forgets all, which leaves by another way. */
  void drop() {
    take();
  }

  private void leave() {
    List<PendingCommand> those = take();
    if (!those.isEmpty()) {
      writer.accept(those);
    }
  }

  private List<PendingCommand> take() {
    List<PendingCommand> those = commands;
    commands = new ArrayList<>();
    reads.clear();
    return those;
  }
}
