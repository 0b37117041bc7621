package io.github.redsessions.failover;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;

/** Two hundred visitors at once, a tenth of whom log out while the failover is under way. */
final class Crowd implements AutoCloseable {

  private static final int SIZE = 200;
  private static final int LEAVING = 20;
  private static final Duration BOUND = Duration.ofSeconds(60);

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final List<Visitor> visitors = new ArrayList<>();

  Crowd(int port, long patienceMillis) {
    WebClient client =
        WebClient.create(
            vertx,
            new WebClientOptions().setFollowRedirects(false),
            new PoolOptions().setHttp1MaxSize(SIZE));
    for (int i = 0; i < SIZE; i++) {
      int requestsUntilLogout = i < LEAVING ? 15 + i : Integer.MAX_VALUE;
      visitors.add(new Visitor(vertx, client, port, patienceMillis, requestsUntilLogout));
    }
    context.runOnContext(v -> visitors.forEach(Visitor::visit));
    awaitAll(Visitor::isLoggedIn);
  }

  /** Waits until all of them have been served after a moment. */
  void awaitServedAfter(long moment) {
    awaitAll(visitor -> visitor.firstSuccessAfter(moment) > 0 || visitor.lostLogin);
  }

  /** Computes something from the visitors, on their event loop. */
  <T> T ask(Function<List<Visitor>, T> question) {
    Promise<T> answer = Promise.promise();
    context.runOnContext(v -> answer.complete(question.apply(visitors)));
    return await(answer.future());
  }

  @Override
  public void close() {
    ask(
        all -> {
          all.forEach(Visitor::stop);
          return true;
        });
    await(vertx.close());
  }

  private void awaitAll(Predicate<Visitor> condition) {
    AtomicReference<Long> missing = new AtomicReference<>(0L);
    eventually(
        BOUND,
        () -> {
          missing.set(ask(all -> all.stream().filter(condition.negate()).count()));
          assertThat(missing.get()).as("visitors who wait").isZero();
        });
  }
}
