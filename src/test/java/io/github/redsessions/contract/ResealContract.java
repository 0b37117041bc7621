package io.github.redsessions.contract;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionConflictException;
import io.github.redsessions.SessionGoneException;
import io.vertx.core.Future;
import io.vertx.ext.web.Session;
import io.vertx.ext.web.sstore.SessionStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Rotations that encrypt a session anew, while others write it: nothing that was acknowledged is
 * lost, and nothing is left that the new id can't read. Rows F9, S3.
 */
abstract class ResealContract extends StoreFixture {

  private static final int ROUNDS = 40;
  private static final int BURST = 9;
  private static final int WRITERS = 3;
  private static final int WRITES = 60;
  private static final int ROTATIONS = 20;

  private final AtomicReference<String> current = new AtomicReference<>();
  private final Map<String, Object> acknowledged = new ConcurrentHashMap<>();
  private final Queue<String> retired = new ConcurrentLinkedQueue<>();
  private final AtomicInteger late = new AtomicInteger();

  /**
   * Bursts, as of a page with many requests of which one rotates: of three servers, in an order
   * that changes, with the rotation among the writes.
   */
  @Test
  void f9_rotationInABurstOfWrites_winsAndLosesNothing() {
    List<RedisSessions> servers = List.of(sessions, open(sessionConfig()), open(sessionConfig()));
    current.set(created("cart", 1).value());
    Random order = new Random(7);
    for (int round = 0; round < ROUNDS; round++) {
      burst(servers, round, order);
    }
    servers.subList(1, 3).forEach(server -> await(server.close()));

    Session read = await(store.get(current.get()));
    assertThat(read.data()).containsAllEntriesOf(acknowledged).hasSize(acknowledged.size() + 1);
    assertThat(retired).hasSize(ROUNDS);
    retired.forEach(id -> assertThat(await(store.get(id))).isNull());
    // Otherwise nothing happened at the same time.
    assertThat(late).hasPositiveValue();
    assertThat(acknowledged).hasSizeGreaterThan(ROUNDS);
  }

  private void burst(List<RedisSessions> servers, int round, Random order) {
    String before = current.get();
    List<Supplier<Future<Void>>> puts = new ArrayList<>();
    for (int i = 0; i < BURST; i++) {
      SessionStore server = servers.get(i % servers.size()).store();
      Session request = await(server.get(before));
      String name = "r" + round + "-" + i;
      request.put(name, round);
      puts.add(
          () ->
              server
                  .put(request)
                  .onSuccess(v -> acknowledged.put(name, round))
                  .recover(this::countLate));
    }
    Session rotating = await(store.get(before));
    rotating.regenerateId();
    puts.add(() -> store.put(rotating));
    Collections.shuffle(puts, order);

    await(Future.join(puts.stream().map(Supplier::get).toList()));
    retired.add(before);
    current.set(rotating.value());
  }

  private Future<Void> countLate(Throwable e) {
    assertThat(e).isInstanceOf(SessionGoneException.class);
    late.incrementAndGet();
    return Future.succeededFuture();
  }

  /** A rotation may give up here, and then has changed nothing. */
  @Test
  void f9_rotationsAmongWritersThatNeverPause_loseNothing_andStrandNothing() {
    current.set(created("cart", 1).value());
    List<Future<Void>> all = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      all.add(write("w" + i + "-", 0));
    }
    all.add(rotate(0));
    await(Future.join(all));

    Session read = await(store.get(current.get()));
    assertThat(read.data()).containsAllEntriesOf(acknowledged).hasSize(WRITERS * WRITES + 1);
    assertThat(acknowledged).hasSize(WRITERS * WRITES);
    assertThat(retired).hasSize(ROTATIONS).doesNotContain(current.get());
    retired.forEach(id -> assertThat(await(store.get(id))).isNull());
    assertThat(keysOfPrefix()).hasSize(1);
  }

  private Future<Void> write(String writer, int number) {
    if (number == WRITES) {
      return Future.succeededFuture();
    }
    String name = writer + number;
    return store
        .get(current.get())
        .compose(
            session ->
                session == null
                    ? Future.failedFuture(new SessionGoneException("rotated"))
                    : store.put(session.put(name, number)))
        .onSuccess(v -> acknowledged.put(name, number))
        .map(number + 1)
        .recover(e -> countLate(e).map(number))
        .compose(next -> write(writer, next));
  }

  private Future<Void> rotate(int number) {
    if (number == ROTATIONS) {
      return Future.succeededFuture();
    }
    String before = current.get();
    return store
        .get(before)
        .compose(
            session -> {
              session.regenerateId();
              return store.put(session).map(v -> session.value());
            })
        .map(
            after -> {
              retired.add(before);
              current.set(after);
              return number + 1;
            })
        .recover(
            e -> {
              assertThat(e).isInstanceOf(SessionConflictException.class);
              return Future.succeededFuture(number);
            })
        .compose(this::rotate);
  }
}
