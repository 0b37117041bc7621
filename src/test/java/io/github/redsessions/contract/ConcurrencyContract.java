package io.github.redsessions.contract;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionConflictException;
import io.github.redsessions.store.RedisSession;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Session;
import io.vertx.ext.web.sstore.SessionStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** No update is lost in silence. connect-redis #75, spring-session #1111, vertx-web #571. */
abstract class ConcurrencyContract extends StoreFixture {

  private static final int REQUESTS = 200;
  private static final int AT_ONCE = 16;

  @Test
  void merge_200RequestsEachPuttingAnotherAttribute_allSurvive() {
    RedisSession session = created("cart", 1);

    await(
        inParallel(
            request ->
                store
                    .get(session.value())
                    .compose(read -> store.put(read.put("a" + request, request)))));

    assertThat(loaded(session).data()).hasSize(REQUESTS + 1);
  }

  @Test
  void strict_200Increments_endAtTheNumberApplied() {
    RedisSessions strict = open(new JsonObject().put("concurrency", "strict"));
    try {
      SessionStore strictStore = strict.store();
      RedisSession session = created("count", 0);
      AtomicInteger applied = new AtomicInteger();
      AtomicInteger conflicts = new AtomicInteger();

      await(
          inParallel(
              request ->
                  strictStore
                      .get(session.value())
                      .compose(read -> strictStore.put(incremented(read)))
                      .onSuccess(v -> applied.incrementAndGet())
                      .recover(
                          e -> {
                            assertThat(e).isInstanceOf(SessionConflictException.class);
                            conflicts.incrementAndGet();
                            return Future.succeededFuture();
                          })));

      assertThat(applied.get() + conflicts.get()).isEqualTo(REQUESTS);
      assertThat(conflicts).hasPositiveValue();
      assertThat(loaded(session).<Integer>get("count")).isEqualTo(applied.get());
    } finally {
      await(strict.close());
    }
  }

  @Test
  void twoPutsOfOneObject_runInTurn_andTheSecondAddsToTheFirst() {
    RedisSession session = created("cart", 1);
    session.regenerateId();
    session.put("first", 1);
    Future<Void> first = store.put(session);
    session.put("second", 2);
    Future<Void> second = store.put(session);
    await(first);
    await(second);

    assertThat(loaded(session).data()).containsOnlyKeys("cart", "first", "second");
  }

  private static Session incremented(Session session) {
    return session.put("count", session.<Integer>get("count") + 1);
  }

  /** {@link #AT_ONCE} workers that share {@link #REQUESTS} requests. */
  private static Future<?> inParallel(IntFunction<Future<Void>> request) {
    AtomicInteger next = new AtomicInteger();
    List<Future<Void>> workers = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      workers.add(work(next, request));
    }
    return Future.join(workers);
  }

  private static Future<Void> work(AtomicInteger next, IntFunction<Future<Void>> request) {
    int number = next.getAndIncrement();
    return number >= REQUESTS
        ? Future.succeededFuture()
        : request.apply(number).compose(v -> work(next, request));
  }
}
