package io.github.redsessions.redis;

import static io.github.redsessions.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A client that puts one field after the other into a hash, and notes what failed. */
final class ShardWriter {

  static final Script PUT = Script.load(ShardWriter.class, "put.lua");

  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final long PAUSE_MS = 5;

  private final Vertx vertx;
  private final RedisCommands commands;
  private final String key;
  private final AtomicInteger written = new AtomicInteger();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean stopping;
  private volatile boolean stopped;

  ShardWriter(Vertx vertx, RedisCommands commands, String key) {
    this.vertx = vertx;
    this.commands = commands;
    this.key = key;
    vertx.runOnContext(v -> next());
  }

  /** Waits until a few more fields are acknowledged than now. */
  void awaitMore() {
    int now = written.get();
    eventually(BOUND, () -> assertThat(written.get()).as(key).isGreaterThan(now + 3));
  }

  String key() {
    return key;
  }

  List<Throwable> failures() {
    return List.copyOf(failures);
  }

  /** Ends; says how many fields were acknowledged. */
  long stop() {
    stopping = true;
    eventually(BOUND, () -> assertThat(stopped).isTrue());
    return written.get();
  }

  private void next() {
    if (stopping) {
      stopped = true;
      return;
    }
    String number = Integer.toString(written.get());
    commands
        .run(PUT, key, List.of(number, number), Importance.DATA)
        .onSuccess(reply -> written.incrementAndGet())
        .onFailure(failures::add)
        .onComplete(ended -> vertx.setTimer(PAUSE_MS, fired -> next()));
  }
}
