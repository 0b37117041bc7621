package io.github.redsessions.web;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.store.MadeSessions;
import io.github.redsessions.store.RedisSession;
import io.github.redsessions.store.RedisSessionStore;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.bridge.BridgeEventType;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.sockjs.BridgeEvent;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Which sockets are watched, and until when. Row L12; {@code SocketsIT} and {@code SockJsIT} have
 * the looks at Redis.
 */
class SocketWatchTest {

  private static final Duration BOUND = Duration.ofSeconds(5);

  private final Vertx vertx = Vertx.vertx();
  private final MadeSessions made = new MadeSessions();
  private final RedisSessionStore store = made.store();
  private final List<Integer> bounds = new ArrayList<>();
  private final SocketWatch watch =
      new SocketWatch(
          vertx,
          store.states(),
          Duration.ofHours(1),
          bound -> {
            bounds.add(bound);
            return bound - 1;
          });
  private final SessionSockets sockets = new SessionSockets(vertx, watch, null);
  private final RedisSession session = made.loaded();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private Noted<SockJSSocket> sockJs() {
    return new Noted<>(SockJSSocket.class)
        .answer("webSession", session)
        .answer("routingContext", new Noted<>(RoutingContext.class).object);
  }

  private WatchedSocket socket() {
    return WatchedSocket.of(vertx, sockJs().object);
  }

  @Test
  void l12_sessionThatRedisHolds_isWatchedWhileItHasSockets() {
    WatchedSocket first = socket();
    WatchedSocket second = socket();
    watch.start(first, session);
    watch.start(second, session);
    assertThat(watch.size()).isEqualTo(1);
    assertThat(bounds).as("the first look comes within the hour").containsExactly(3_600_000);
    assertThat(first.handle()).isEqualTo(session.handle());

    assertThat(watch.stop(first)).isTrue();
    assertThat(watch.stop(first)).isFalse();
    assertThat(watch.size()).isEqualTo(1);
    assertThat(watch.stop(second)).isTrue();
    assertThat(watch.size()).isZero();

    watch.start(socket(), made.loaded());
    watch.start(socket(), made.loaded());
    assertThat(watch.size()).isEqualTo(2);
  }

  /** A timer that stayed would look at nothing for as long as the application runs. */
  @Test
  void timer_endsWithTheLastSocket() {
    List<Object> ended = new CopyOnWriteArrayList<>();
    Vertx noting =
        (Vertx)
            Proxy.newProxyInstance(
                Vertx.class.getClassLoader(),
                vertx.getClass().getInterfaces(),
                (proxy, method, args) -> {
                  if (method.getName().equals("cancelTimer")) {
                    ended.add(args[0]);
                  }
                  return method.invoke(vertx, args);
                });
    SocketWatch noted =
        new SocketWatch(noting, store.states(), Duration.ofHours(1), bound -> bound - 1);
    WatchedSocket first = socket();
    WatchedSocket second = socket();
    noted.start(first, session);
    noted.start(second, session);
    noted.stop(first);
    noted.stop(second);
    eventually(BOUND, () -> assertThat(ended).hasSize(1));
  }

  @Test
  void whatRedisDoesNotHold_isNotWatched() {
    watch.start(socket(), null);
    watch.start(socket(), made.fresh());
    RedisSession destroyed = made.loaded();
    destroyed.destroy();
    watch.start(socket(), destroyed);
    assertThat(watch.size()).isZero();
    assertThat(watch.stop(socket())).isFalse();
    watch.extend(socket());
  }

  @Test
  void socketThatWasClosedBefore_orIsWatched_isNotWatchedAgain() {
    WatchedSocket closed = socket();
    watch.stop(closed);
    watch.start(closed, session);
    assertThat(watch.size()).isZero();
    assertThat(closed.handle()).isNull();

    WatchedSocket open = socket();
    watch.start(open, session);
    watch.start(open, session);
    watch.stop(open);
    assertThat(watch.size()).isZero();
  }

  @Test
  void f1_socketIsOfTheUserWhoOpenedIt() {
    WatchedSocket socket = socket();
    assertThat(socket.isOfSameUser(store.states().of(session))).isFalse();
    watch.start(socket, session);
    assertThat(socket.isOfSameUser(store.states().of(session))).isTrue();
  }

  @Test
  void close_closesAllSockets_andThoseThatComeLater() {
    Noted<SockJSSocket> early = sockJs();
    Noted<SockJSSocket> late = sockJs();
    Noted.Call goingAway = new Noted.Call("close", List.of(1001, "The server stops"));
    watch.start(WatchedSocket.of(vertx, early.object), session);
    watch.close();
    eventually(BOUND, () -> assertThat(early.calls).contains(goingAway));
    assertThat(watch.size()).isZero();
    watch.start(WatchedSocket.of(vertx, late.object), session);
    eventually(BOUND, () -> assertThat(late.calls).contains(goingAway));
    assertThat(watch.size()).isZero();
  }

  @Test
  void l12_sockJsSocket_isWatchedUntilItIsClosed_andIsTheApplications() {
    Noted<SockJSSocket> real = sockJs();
    List<SockJSSocket> given = new ArrayList<>();
    sockets.sockJs(given::add).handle(real.object);
    assertThat(watch.size()).isEqualTo(1);
    assertThat(given).singleElement().isInstanceOf(WatchedSockJsSocket.class);
    closeHandler(real).handle(null);
    assertThat(watch.size()).isZero();
  }

  @Test
  void l12_bridge_isWatchedByItsEvents_whichGoOn() {
    Noted<SockJSSocket> real = sockJs();
    Noted<BridgeEvent> event = new Noted<>(BridgeEvent.class).answer("socket", real.object);
    List<BridgeEvent> given = new ArrayList<>();
    event.answer("type", BridgeEventType.SOCKET_CREATED);
    sockets.bridge(null).handle(event.object);
    assertThat(watch.size()).isEqualTo(1);
    assertThat(event.calls).contains(new Noted.Call("complete", List.of(true)));

    event.calls.clear();
    event.answer("type", BridgeEventType.SOCKET_PING);
    sockets.bridge(given::add).handle(event.object);
    event.answer("type", BridgeEventType.SOCKET_CLOSED);
    sockets.bridge(given::add).handle(event.object);
    assertThat(watch.size()).isZero();
    assertThat(given).containsExactly(event.object, event.object);
    assertThat(event.names()).as("that is the application's to do").doesNotContain("complete");
  }

  @Test
  void bridgeThatTheApplicationRefuses_isForgotten_andEnded() {
    Noted<SockJSSocket> real = sockJs();
    Noted<BridgeEvent> event =
        new Noted<>(BridgeEvent.class)
            .answer("socket", real.object)
            .answer("type", BridgeEventType.SOCKET_CREATED);
    sockets.bridge(null).handle(event.object);
    closeHandler(real).handle(null);
    assertThat(watch.size()).isZero();
    assertThat(real.names()).contains("end");
    closeHandler(real).handle(null);
  }

  @Test
  void routeWithoutASession_opensNothing() {
    RoutingContext ctx = new Noted<>(RoutingContext.class).object;
    assertThat(sockets.webSocket(ctx).cause()).hasMessageContaining("add sessions.handler()");
    assertThat(sockets.stream(ctx).cause()).hasMessageContaining("add sessions.handler()");
  }

  @SuppressWarnings("unchecked")
  private static Handler<Void> closeHandler(Noted<SockJSSocket> socket) {
    return socket.calls.stream()
        .filter(call -> call.name().equals("closeHandler"))
        .map(call -> (Handler<Void>) call.args().get(0))
        .findAny()
        .get();
  }
}
