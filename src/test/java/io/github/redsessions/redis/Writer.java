package io.github.redsessions.redis;

import static io.github.redsessions.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A client that writes one thing after the other and notes what failed. */
final class Writer implements AutoCloseable {

  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final long PAUSE_MS = 5;

  private final Vertx vertx;
  private final Function<String, Future<Response>> write;
  private final AtomicInteger written = new AtomicInteger();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean stopped;

  Writer(Vertx vertx, Function<String, Future<Response>> write) {
    this.vertx = vertx;
    this.write = write;
    vertx.runOnContext(v -> next());
  }

  /** Waits until a few more writes have been answered than now. */
  void awaitMore() {
    int now = written.get();
    eventually(BOUND, () -> assertThat(written.get()).isGreaterThan(now + 3));
  }

  List<Throwable> failures() {
    return List.copyOf(failures);
  }

  @Override
  public void close() {
    stopped = true;
  }

  private void next() {
    if (!stopped) {
      write
          .apply(Integer.toString(written.get()))
          .onSuccess(reply -> written.incrementAndGet())
          .onFailure(failures::add)
          .onComplete(ended -> vertx.setTimer(PAUSE_MS, fired -> next()));
    }
  }
}
