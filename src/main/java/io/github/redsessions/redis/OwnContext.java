package io.github.redsessions.redis;

import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.internal.CloseFuture;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.function.Supplier;

/**
 * Contexts for what must outlive its caller: that one's belongs to a verticle, whose undeployment
 * ends the timers, and to a request, whose trace it carries.
 *
 * <p>Public because the watch over open sockets needs one too.
 */
public final class OwnContext {

  private OwnContext() {}

  /**
   * Makes one on the event loop of the caller, or on the next one if the caller has none.
   *
   * @param vertx the Vert.x instance
   * @return a context whose timers end with Vert.x and not before
   */
  public static Context of(Vertx vertx) {
    return here((VertxInternal) vertx);
  }

  /** Makes one on an event loop. */
  static ContextInternal on(VertxInternal vertx, EventLoop eventLoop) {
    return vertx
        .contextBuilder()
        .withThreadingModel(ThreadingModel.EVENT_LOOP)
        .withEventLoop(eventLoop)
        .build();
  }

  /** Makes one on the event loop of the caller. */
  static ContextInternal here(VertxInternal vertx) {
    return on(vertx, vertx.getOrCreateContext().nettyEventLoop());
  }

  /**
   * Makes a client of Vert.x that is forgotten when it is closed. Vert.x 5 notes each network
   * client with whatever owns the current context, Vert.x itself in the end, and strikes none off
   * the list that is closed before its owner: a client for each connection would pile up while
   * Redis is away. So this one's owner is a context that nobody else knows. Who makes it has to
   * close it.
   */
  static <T> T forgotten(VertxInternal vertx, Supplier<T> maker) {
    ContextInternal owner =
        vertx
            .contextBuilder()
            .withThreadingModel(ThreadingModel.EVENT_LOOP)
            .withEventLoop(vertx.getOrCreateContext().nettyEventLoop())
            .withCloseFuture(new CloseFuture())
            .build();
    ContextInternal before = owner.beginDispatch();
    try {
      return maker.get();
    } finally {
      owner.endDispatch(before);
    }
  }
}
