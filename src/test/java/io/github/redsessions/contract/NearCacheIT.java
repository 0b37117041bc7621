package io.github.redsessions.contract;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.SessionGoneException;
import io.github.redsessions.store.RedisSession;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.VertxInternal;
import io.vertx.ext.web.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What is kept in memory, and for how long it is used. Row L13. */
class NearCacheIT extends NearCacheFixture {

  @Test
  void l13_unchangedRequests_costNothingAfterTheFirst() {
    RedisSession session = created("n", 1);
    assertThat(cost(session)).isEqualTo(1);
    recorder.clear();

    for (int i = 0; i < 100; i++) {
      RedisSession request = loaded(session);
      assertThat(request.<Integer>get("n")).isEqualTo(1);
      await(store.put(request));
    }

    assertThat(recorder.names()).isEmpty();
  }

  /** What one request does to its session is nothing to another one before it is put. */
  @Test
  void l13_whatARequestPuts_isNotKeptBeforeItIsStored() {
    RedisSession session = kept("n", 1);
    RedisSession request = loaded(session);
    request.put("n", 2).put("m", 2).remove("x");
    request.destroy();

    assertThat(loaded(session).data()).isEqualTo(Map.of("n", 1));
    assertThat(cost(session)).isZero();
  }

  @Test
  void l13_destroyedElsewhere_isRefused() {
    RedisSession session = kept("n", 1);

    await(otherStore.delete(session.value()));

    eventually(BOUND, () -> assertThat(loaded(session)).isNull());
  }

  @Test
  void l13_revokedElsewhere_isRefused() {
    AccountApplication app = new AccountApplication(vertx, sessions);
    AccountApplication.Visitor alice = app.login("alice");
    AccountApplication.Visitor bob = app.login("bob");
    alice.touch();
    eventually(BOUND, () -> assertThat(freeOf(alice)).isTrue());
    String handle = alice.handle();

    assertThat(await(other.revoke("alice", handle))).isTrue();
    eventually(BOUND, () -> assertThat(alice.isLoggedIn()).isFalse());
    assertThat(bob.isLoggedIn()).isTrue();

    assertThat(await(other.revokeAll("bob"))).isEqualTo(1);
    eventually(BOUND, () -> assertThat(bob.isLoggedIn()).isFalse());
  }

  private boolean freeOf(AccountApplication.Visitor visitor) {
    recorder.clear();
    return visitor.isLoggedIn() && recorder.names().isEmpty();
  }

  @Test
  void l13_rotatedElsewhere_newIdWorksAtOnce_andTheOldOneIsRefused() {
    RedisSession session = kept("n", 1);
    // Held back, so that the first server still has the old record when the new id comes.
    proxy.holdReplies(trackingPort());
    RedisSession rotated = atOther(session);
    rotated.regenerateId();
    await(otherStore.put(rotated));

    assertThat(loaded(session)).isNotNull();
    assertThat(loaded(rotated).<Integer>get("n")).isEqualTo(1);
    // Kept under the new id from here on: the old one is not what opens it.
    assertThat(loaded(session)).isNull();

    proxy.release();
    eventually(BOUND, () -> assertThat(loaded(session)).isNull());
  }

  @Test
  void l13_rotatedElsewhere_theOldIdIsRefusedWhenTheNewsArrives() {
    RedisSession session = kept("n", 1);
    RedisSession rotated = atOther(session);
    rotated.regenerateId();
    await(otherStore.put(rotated));

    eventually(BOUND, () -> assertThat(loaded(session)).isNull());
  }

  @Test
  void l13_twoServersThatChangeAttributes_seeEachOthersChanges() {
    RedisSession session = kept("n", 0);

    for (int i = 1; i <= 50; i++) {
      int n = i;
      await(store.put(loaded(session).put("a", n)));
      eventually(BOUND, () -> assertThat(atOther(session).<Integer>get("a")).isEqualTo(n));
      await(otherStore.put(atOther(session).put("b", n)));
      eventually(BOUND, () -> assertThat(loaded(session).<Integer>get("b")).isEqualTo(n));
    }
    assertThat(loaded(session).<Integer>get("a")).isEqualTo(50);
  }

  /** With no news at all: what this process writes, it knows. */
  @Test
  void l13_ownWrites_areVisibleAtOnce_onEveryEventLoop() {
    RedisSession session = kept("n", 0);
    proxy.holdReplies(trackingPort());
    Context one = eventLoop();
    Context two = eventLoop();

    for (int i = 1; i <= 100; i++) {
      int n = i;
      await(on(one, () -> store.get(session.value()).compose(s -> store.put(s.put("n", n)))));
      Session read = await(on(two, () -> store.get(session.value())));
      assertThat(read.<Integer>get("n")).isEqualTo(n);
      assertThat(await(on(one, () -> store.get(session.value()))).<Integer>get("n")).isEqualTo(n);
    }
    RedisSession rotated = loaded(session);
    rotated.regenerateId();
    await(store.put(rotated));
    assertThat(loaded(session)).isNull();
    await(store.delete(rotated.value()));
    assertThat(loaded(rotated)).isNull();
  }

  /** A write needs a while to leave, and meanwhile another event loop reads what was before. */
  @Test
  void l13_readThatAnOwnWriteOvertakes_isNotKept() {
    RedisSession session = kept("n", 0);
    Context reading = eventLoop();
    await(on(reading, () -> store.get(session.value())));
    proxy.holdReplies(trackingPort());
    for (int i = 1; i <= 3; i++) {
      int n = i;
      RedisSession request = loaded(session);
      request.put("n", n);

      // The first of its event loop, whose connection has to be opened before.
      Future<Void> put = on(eventLoop(), () -> store.put(request));
      Session read = await(on(reading, () -> readUntilKept(session, put)));
      await(put);

      assertThat(read).isNotNull();
      assertThat(loaded(session).<Integer>get("n")).isEqualTo(n);
    }
  }

  /** Reads without a pause for as long as a put is under way. */
  private Future<Session> readUntilKept(RedisSession session, Future<Void> put) {
    Promise<Session> last = Promise.promise();
    read(session, put, last);
    return last.future();
  }

  /** One promise for all, since a chain of thousands overflows the stack when it is completed. */
  private void read(RedisSession session, Future<Void> put, Promise<Session> last) {
    store
        .get(session.value())
        .onComplete(
            read -> {
              if (put.isComplete()) {
                last.complete(read);
              } else {
                vertx.runOnContext(v -> read(session, put, last));
              }
            },
            last::fail);
  }

  /** Who puts and doesn't wait must not read what was before, as without a near cache. */
  @Test
  void l13_ownWrite_isVisibleBeforeItIsAnswered() {
    RedisSession session = kept("n", 0);
    proxy.holdReplies(trackingPort());
    Context context = eventLoop();

    for (int i = 1; i <= 100; i++) {
      int n = i;
      Session read =
          await(
              on(
                  context,
                  () ->
                      store
                          .get(session.value())
                          .compose(
                              request -> {
                                Future<Void> put = store.put(request.put("n", n));
                                return store.get(session.value()).compose(s -> put.map(s));
                              })));
      assertThat(read.<Integer>get("n")).isEqualTo(n);
    }
  }

  @Test
  void l13_clear_dropsWhatItDeletes() {
    RedisSession session = kept("n", 0);
    proxy.holdReplies(trackingPort());

    await(store.clear());

    assertThat(loaded(session)).isNull();
  }

  /** The reply of a read is on its way when the news comes that it is out of date. */
  @Test
  void l13_readThatANewsOvertakes_isNotKept() {
    RedisSession session = created("n", 0);
    RedisSession witness = kept("n", 0);
    proxyHoldsSessions();
    Future<Session> read = store.get(session.value());
    eventually(BOUND, () -> assertThat(recorder.names()).contains("HGETALL"));

    await(otherStore.put(atOther(session).put("n", 1)));
    await(otherStore.delete(witness.value()));
    // Its read waits too, for it is none from memory any more.
    eventually(BOUND, () -> assertThat(store.get(witness.value()).isComplete()).isFalse());
    proxy.release();

    assertThat(await(read).<Integer>get("n")).isZero();
    assertThat(loaded(session).<Integer>get("n")).isEqualTo(1);
  }

  /** Holds the replies to reads, and no news. */
  private void proxyHoldsSessions() {
    int news = trackingPort();
    Pattern.compile("(?m)^id=\\d+ addr=127\\.0\\.0\\.1:(\\d+) ")
        .matcher((String) server().command("CLIENT", "LIST"))
        .results()
        .map(client -> Integer.parseInt(client.group(1)))
        .filter(port -> port != news && proxy.carries(port))
        .forEach(proxy::holdReplies);
  }

  @Test
  void l13_connectionForNewsCut_allIsAskedForUntilItIsBack() {
    RedisSession session = kept("n", 0);
    RedisSession gone = kept("n", 0);
    proxy.refuse();
    server().command("CLIENT", "KILL", "ID", trackingId());
    await(otherStore.delete(gone.value()));

    // Not by the clock, which stands still.
    eventually(BOUND, () -> assertThat(loaded(gone)).isNull());
    for (int i = 0; i < 3; i++) {
      assertThat(cost(session)).isEqualTo(1);
    }

    proxy.accept();
    awaitKept(session);
    assertThat(loaded(gone)).isNull();
  }

  @Test
  void l13_connectionForNewsFrozen_nothingIsUsedBeyondTheBound() {
    RedisSession session = kept("n", 0);
    RedisSession gone = kept("n", 0);
    proxy.holdReplies(trackingPort());
    await(otherStore.delete(gone.value()));
    nanos.addAndGet(MAX_STALENESS.toNanos());

    // The price, and the proof that nothing but the clock ends it.
    assertThat(loaded(gone)).isNotNull();
    nanos.incrementAndGet();
    assertThat(loaded(gone)).isNull();
    assertThat(cost(session)).isEqualTo(1);
    assertThat(cost(session)).isEqualTo(1);

    proxy.release();
    awaitKept(session);
  }

  @Test
  void l13_flushedElsewhere_allIsDropped() {
    List<RedisSession> kept = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      kept.add(kept("n", i));
    }

    server().command("FLUSHALL");

    kept.forEach(session -> eventually(BOUND, () -> assertThat(loaded(session)).isNull()));
    awaitKept(created("n", 1));
  }

  @Test
  void l13_goneSession_canNotBeStoredAgain() {
    RedisSession session = kept("n", 0);
    proxy.holdReplies(trackingPort());
    await(otherStore.delete(session.value()));
    RedisSession stale = loaded(session);
    assertThat(stale).isNotNull();

    assertThat(failureOf(store.put(stale.put("n", 1)))).isInstanceOf(SessionGoneException.class);
    assertThat(exists(session)).isFalse();
    // By now it is known.
    assertThat(loaded(session)).isNull();
  }

  @Test
  void l13_elevatedSession_alwaysAsks() {
    AccountApplication.Visitor alice = new AccountApplication(vertx, sessions).login("alice");
    alice.touch();
    eventually(BOUND, () -> assertThat(freeOf(alice)).isTrue());

    alice.post("/elevate");
    for (int i = 0; i < 3; i++) {
      assertThat(alice.isLoggedIn()).isTrue();
      assertThat(freeOf(alice)).isFalse();
    }

    alice.post("/drop");
    eventually(BOUND, () -> assertThat(freeOf(alice)).isTrue());
  }

  @Test
  void l13_otherSecret_isJudgedByRedis() {
    RedisSession session = kept("n", 0);
    String value = session.value();
    String guessed = value.substring(0, 22) + created("n", 1).value().substring(22);
    recorder.clear();

    assertThat(await(store.get(guessed))).isNull();

    assertThat(recorder.names()).containsExactly("HGETALL");
    assertThat(cost(session)).isZero();
  }

  @Test
  void l13_absence_isNotKept() {
    RedisSession session = created("n", 0);
    await(store.delete(session.value()));

    assertThat(cost(session)).isEqualTo(1);
    assertThat(cost(session)).isEqualTo(1);
  }

  @Test
  void l13_deadlines_areJudgedByTheClockOnEachUse() {
    RedisSession session = kept("n", 0);
    clock.advance(Duration.ofMinutes(30));

    assertThat(cost(session)).isEqualTo(1);
    assertThat(loaded(session)).isNull();
  }

  @Test
  void l13_touch_goesOutWhenItIsDue_andCostsOneReadAfterIt() {
    RedisSession session = kept("n", 0);
    clock.advance(sessionTouchInterval());
    RedisSession request = loaded(session);
    recorder.clear();
    await(store.put(request));

    assertThat(recorder.names()).containsExactly("EVALSHA");
    assertThat(cost(session)).isEqualTo(1);
    // What Redis tells of the touch may come after that read, and costs one more then.
    eventually(BOUND, () -> assertThat(cost(session)).isZero());
  }

  @Test
  void l13_revocationCheck_isMadeWhenItIsDue() {
    AccountApplication app = new AccountApplication(vertx, sessions);
    AccountApplication.Visitor alice = app.login("alice");
    alice.touch();
    eventually(BOUND, () -> assertThat(freeOf(alice)).isTrue());
    // As if the revocation had found no index.
    server().command("DEL", prefix + ":u:" + userRef());
    assertThat(await(other.revokeAll("alice"))).isZero();
    assertThat(freeOf(alice)).isTrue();

    clock.advance(sessionTouchInterval());

    assertThat(alice.isLoggedIn()).isFalse();
  }

  private String userRef() {
    String start = prefix + ":u:";
    return keys(start + "*").get(0).toString().substring(start.length());
  }

  private static Duration sessionTouchInterval() {
    return Duration.ofMinutes(1);
  }

  /** The next one, so that two in a row differ. */
  private Context eventLoop() {
    return ((VertxInternal) vertx).createEventLoopContext();
  }

  private static <T> Future<T> on(Context context, Supplier<Future<T>> action) {
    Promise<T> promise = Promise.promise();
    context.runOnContext(v -> action.get().onComplete(promise));
    return promise.future();
  }
}
