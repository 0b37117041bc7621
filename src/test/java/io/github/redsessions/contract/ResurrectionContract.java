package io.github.redsessions.contract;

import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.SessionGoneException;
import io.github.redsessions.store.RedisSession;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * No late write brings an ended session back, and a rotation is one step.
 *
 * <p>Rows F1, F3, F5, F9; rack-session CVE-2025-46336, CVE-2022-25896, CVE-2023-20862.
 */
abstract class ResurrectionContract extends StoreFixture {

  @Test
  void f5_put_afterDestroyElsewhere_failsTypedAndKeyStaysAbsent() {
    RedisSession session = created("cart", 1);
    RedisSession slowRequest = loaded(session);

    await(store.delete(session.id()));
    slowRequest.put("cart", 2);

    assertThat(failureOf(store.put(slowRequest))).isInstanceOf(SessionGoneException.class);
    assertThat(exists(session)).isFalse();
  }

  @Test
  void f5_touch_afterDestroyElsewhere_failsTypedAndKeyStaysAbsent() {
    RedisSession session = created("cart", 1);
    RedisSession slowRequest = loaded(session);

    await(store.delete(session.id()));
    clock.advance(Duration.ofMinutes(5));

    assertThat(failureOf(store.put(slowRequest))).isInstanceOf(SessionGoneException.class);
    assertThat(exists(session)).isFalse();
  }

  @Test
  void f5_putOfTheSameObject_afterDestroyElsewhere_doesNotCreateAgain() {
    RedisSession session = created("cart", 1);

    await(store.delete(session.id()));
    session.put("cart", 2);

    assertThat(failureOf(store.put(session))).isInstanceOf(SessionGoneException.class);
    assertThat(exists(session)).isFalse();
  }

  @Test
  void f5_put_afterRotationElsewhere_failsTypedAndChangesNothing() {
    RedisSession session = created("cart", 1);
    RedisSession slowRequest = loaded(session);

    session.regenerateId();
    await(store.put(session));
    slowRequest.put("cart", 2);

    assertThat(failureOf(store.put(slowRequest))).isInstanceOf(SessionGoneException.class);
    assertThat(loaded(session).<Integer>get("cart")).isEqualTo(1);
  }

  @Test
  void f1_rotation_killsTheOldIdAndKeepsTheAttributes() {
    RedisSession session = created("cart", 1);
    String oldId = session.value();

    session.regenerateId();
    await(store.put(session));

    assertThat(session.value()).isNotEqualTo(oldId);
    assertThat(await(store.get(oldId))).isNull();
    assertThat(loaded(session).<Integer>get("cart")).isEqualTo(1);
    assertThat(keysOfPrefix()).hasSize(1);
  }

  @Test
  void f3_parallelReadsDuringRotations_alwaysFindExactlyOneLiveId() {
    RedisSession session = created("cart", 1);
    for (int i = 0; i < 50; i++) {
      String before = session.value();
      session.regenerateId();
      // All leave in the order of the calls: reads before, the rotation, reads after.
      Future<?> oldBefore = store.get(before);
      Future<?> newBefore = store.get(session.value());
      Future<Void> rotation = store.put(session);
      Future<?> oldAfter = store.get(before);
      Future<?> newAfter = store.get(session.value());
      await(rotation);
      assertThat(await(oldBefore)).isNotNull();
      assertThat(await(newBefore)).isNull();
      assertThat(await(oldAfter)).isNull();
      assertThat(await(newAfter)).isNotNull();
    }
  }

  @Test
  void f9_concurrentRotations_haveOneWinnerAndNoOrphan() {
    RedisSession session = created("cart", 1);
    List<RedisSession> requests = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      requests.add(loaded(session));
    }

    AtomicInteger winners = new AtomicInteger();
    AtomicInteger gone = new AtomicInteger();
    List<Future<Void>> puts = new ArrayList<>();
    for (RedisSession request : requests) {
      request.regenerateId();
      puts.add(store.put(request));
    }
    for (Future<Void> put : puts) {
      await(put.transform(ar -> Future.succeededFuture()));
      if (put.succeeded()) {
        winners.incrementAndGet();
      } else if (put.cause() instanceof SessionGoneException) {
        gone.incrementAndGet();
      }
    }

    assertThat(winners).hasValue(1);
    assertThat(gone).hasValue(19);
    assertThat(keysOfPrefix()).hasSize(1);
    assertThat(requests.stream().filter(request -> loaded(request) != null)).hasSize(1);
  }

  @Test
  void destroy_thatRacedARotation_stillEndsTheSession() {
    RedisSession session = created("cart", 1);
    RedisSession logout = loaded(session);
    session.regenerateId();
    await(store.put(session));

    logout.destroy();
    await(store.delete(logout.id()));

    assertThat(exists(session)).isFalse();
  }

  @Test
  void destroy_afterAnUnsavedRotation_endsWhatRedisHolds() {
    RedisSession session = loaded(created("cart", 1));

    session.regenerateId();
    session.destroy();
    await(store.delete(session.id()));

    assertThat(exists(session)).isFalse();
  }

  @Test
  void destroyedSession_staysDestroyed_whenItsDataIsTouched() {
    RedisSession session = created("cart", 1);

    session.destroy();

    assertThat(session.data()).isEmpty();
    assertThat(session.isDestroyed()).isTrue();
    await(store.put(session));
    assertThat(exists(session)).isFalse();
  }

  @Test
  void clearedSession_thatIsNotDestroyed_persistsItsEmptiness() {
    RedisSession session = loaded(created("user", "alice"));

    session.data().clear();
    await(store.put(session));

    assertThat(loaded(session).isEmpty()).isTrue();
  }
}
