package io.github.redsessions.web;

import io.github.redsessions.store.SessionState;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One open socket or stream, whose it was when it was opened, and how it is closed. */
final class WatchedSocket {

  /** The status codes of RFC 6455, section 7.4.1. */
  enum Ending {
    /** The session has ended: a policy violation. */
    SESSION_OVER((short) 1008, "The session has ended"),
    /** Nobody would see any more when it ends: going away. */
    UNWATCHED((short) 1001, "The server stops");

    private final short code;
    private final String reason;

    Ending(short code, String reason) {
      this.code = code;
      this.reason = reason;
    }
  }

  /** Closes a socket, on its context. */
  private interface Closer {
    void close(short code, String reason);
  }

  private final Context context;
  private final BooleanSupplier closed;
  private final Closer closer;
  private @Nullable String handle;
  private @Nullable SessionState opened;
  private boolean stopped;

  private WatchedSocket(Context context, BooleanSupplier closed, Closer closer) {
    this.context = context;
    this.closed = closed;
    this.closer = closer;
  }

  static WatchedSocket of(Vertx vertx, ServerWebSocket socket) {
    return new WatchedSocket(
        vertx.getOrCreateContext(),
        socket::isClosed,
        (code, reason) -> {
          if (!socket.isClosed()) {
            // A client that doesn't answer the closing has the connection for some seconds more.
            socket.handler(null).frameHandler(null);
            socket.textMessageHandler(null);
            socket.binaryMessageHandler(null);
            socket.close(code, reason);
          }
        });
  }

  /** A response that goes on and on is ended: what opened it asks again, and is refused then. */
  static WatchedSocket of(Vertx vertx, HttpServerResponse response) {
    return new WatchedSocket(
        vertx.getOrCreateContext(),
        () -> response.ended() || response.closed(),
        (code, reason) -> {
          if (!response.headWritten()) {
            response.reset();
          } else if (!response.ended()) {
            response.end();
          }
        });
  }

  static WatchedSocket of(Vertx vertx, SockJSSocket socket) {
    return new WatchedSocket(
        vertx.getOrCreateContext(),
        () -> false,
        (code, reason) -> {
          socket.handler(data -> {});
          socket.close(code, reason);
        });
  }

  /** Takes note of the session, unless it was closed before that was known. */
  synchronized boolean begin(SessionState session) {
    if (stopped || handle != null) {
      return false;
    }
    handle = session.handle();
    opened = session;
    return true;
  }

  /** Takes note that it is closed. */
  synchronized @Nullable String stop() {
    stopped = true;
    return handle;
  }

  /** The handle of its session, null before that is known. */
  synchronized @Nullable String handle() {
    return handle;
  }

  /** Tells whether its session is still that of the user whose it was when it was opened. */
  synchronized boolean isOfSameUser(SessionState found) {
    return opened != null && opened.isOfSameUser(found);
  }

  /** Tells whether it was closed without that anybody said so. */
  boolean isClosed() {
    return closed.getAsBoolean();
  }

  void close(Ending ending) {
    context.runOnContext(v -> closer.close(ending.code, ending.reason));
  }
}
