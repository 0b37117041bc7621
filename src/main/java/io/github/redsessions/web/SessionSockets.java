package io.github.redsessions.web;

import io.github.redsessions.store.RedisSession;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.sockjs.BridgeEvent;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The ways in which Vert.x Web opens a socket or a stream within a session, each with the watch
 * over it.
 *
 * <p>Public because {@code RedisSessions} offers these; applications call them there.
 */
public final class SessionSockets {

  private final Vertx vertx;
  private final SocketWatch watch;
  private final RedisSessionHandler handler;

  /** The sockets of event bus bridges, which tell of themselves by events only. */
  private final Map<SockJSSocket, WatchedSocket> bridged = new ConcurrentHashMap<>();

  /**
   * Creates the ways.
   *
   * @param vertx the Vert.x instance
   * @param watch over the sockets
   * @param handler the session handler on their routes
   */
  public SessionSockets(Vertx vertx, SocketWatch watch, RedisSessionHandler handler) {
    this.vertx = vertx;
    this.watch = watch;
    this.handler = handler;
  }

  /**
   * Upgrades a request.
   *
   * @param ctx the request
   * @return the socket
   */
  public Future<ServerWebSocket> webSocket(RoutingContext ctx) {
    // The commit loads it.
    if (!SessionRequest.isUnloaded(ctx)
        && OutageRequest.of(ctx) == null
        && !(ctx.session() instanceof RedisSession)) {
      return Future.failedFuture(PrivilegeChanges.noSession());
    }
    return handler
        .commit(ctx)
        .compose(v -> ctx.request().toWebSocket())
        .map(
            socket -> {
              WatchedSocket watched = WatchedSocket.of(vertx, socket);
              if (!socket.isClosed()) {
                // The application may set another: then the next look finds the socket closed.
                socket.closeHandler(v -> watch.stop(watched));
              }
              watch.start(watched, ctx.session());
              return socket;
            });
  }

  /**
   * Watches a response.
   *
   * @param ctx the request
   * @return completes when the response may begin
   */
  public Future<Void> stream(RoutingContext ctx) {
    SessionRequest request = SessionRequest.of(ctx);
    boolean isUnloaded = request != null && request.isUnloaded();
    // The commit loads it.
    if (!isUnloaded && OutageRequest.of(ctx) == null && !(ctx.session() instanceof RedisSession)) {
      return Future.failedFuture(PrivilegeChanges.noSession());
    }
    return handler
        .commit(ctx)
        .onSuccess(
            v -> {
              WatchedSocket watched = WatchedSocket.of(vertx, ctx.response());
              ctx.addEndHandler(ended -> watch.stop(watched));
              watch.start(watched, ctx.session());
            });
  }

  /**
   * Watches the sockets that a handler is given.
   *
   * @param handler of the application
   * @return the handler for SockJSHandler
   */
  public Handler<SockJSSocket> sockJs(Handler<SockJSSocket> handler) {
    return socket -> {
      WatchedSocket watched = WatchedSocket.of(vertx, socket);
      SockJSSocket own = new WatchedSockJsSocket(socket, () -> watch.stop(watched));
      start(watched, socket);
      handler.handle(own);
    };
  }

  /**
   * Watches the sockets of an event bus bridge.
   *
   * @param handler of the application, null for none
   * @return the handler for SockJSHandler
   */
  public Handler<BridgeEvent> bridge(@Nullable Handler<BridgeEvent> handler) {
    return event -> {
      SockJSSocket socket = event.socket();
      switch (event.type()) {
        case SOCKET_CREATED -> created(socket);
        case SOCKET_PING -> pinged(socket);
        case SOCKET_CLOSED -> closed(socket);
        default -> {}
      }
      if (handler == null) {
        event.complete(true);
      } else {
        handler.handle(event);
      }
    };
  }

  private void created(SockJSSocket socket) {
    WatchedSocket watched = WatchedSocket.of(vertx, socket);
    bridged.put(socket, watched);
    // The bridge sets its own when the event is completed, and never if it is refused.
    socket.closeHandler(
        v -> {
          closed(socket);
          socket.end();
        });
    start(watched, socket);
  }

  private void pinged(SockJSSocket socket) {
    WatchedSocket watched = bridged.get(socket);
    if (watched != null) {
      watch.extend(watched);
    }
  }

  private void closed(SockJSSocket socket) {
    WatchedSocket watched = bridged.remove(socket);
    if (watched != null) {
      watch.stop(watched);
    }
  }

  /**
   * A transport without WebSockets opens a socket while its request is under way, whose session is
   * then stored at the head of the response.
   */
  private void start(WatchedSocket watched, SockJSSocket socket) {
    RoutingContext ctx = socket.routingContext();
    if (SessionRequest.of(ctx) == null || OutageRequest.isWebSocket(ctx)) {
      watch.start(watched, socket.webSession());
    } else {
      handler.commit(ctx).onComplete(stored -> watch.start(watched, socket.webSession()));
    }
  }
}
