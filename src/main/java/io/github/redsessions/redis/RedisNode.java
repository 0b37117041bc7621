package io.github.redsessions.redis;

import io.github.redsessions.config.RedisConfig;
import io.netty.channel.EventLoop;
import io.vertx.core.Closeable;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Redis server, reached over one link per event loop, so that a command never changes threads
 * on its way.
 *
 * <p>A link lives on a context of its own and not on that of the request that opened it: that one
 * belongs to a verticle, which may be undeployed, and to a request, whose trace it would carry
 * along. Such a context can't be made with the public API, which is why this class uses {@link
 * VertxInternal}, as the Vert.x clients do. Public because the store passes it back to {@link
 * RedisCommands}.
 */
public final class RedisNode {

  private static final Logger LOG = LoggerFactory.getLogger(RedisNode.class);

  private final VertxInternal vertx;
  private final RedisConnector connector;
  private final RedisConfig config;
  private final String name;
  private final Map<EventLoop, RedisLink> links = new ConcurrentHashMap<>();
  private final AtomicBoolean reportedDown = new AtomicBoolean();

  /** An application that closes Vert.x without closing its sessions must not see them reconnect. */
  private final Closeable closeWithVertx = this::closeWithVertx;

  private volatile boolean closed;

  RedisNode(Vertx vertx, RedisConfig config, URI endpoint, List<Script> scripts) {
    this.vertx = (VertxInternal) vertx;
    this.config = config;
    this.name = endpoint.getHost() + ":" + endpoint.getPort();
    this.connector = new RedisConnector(vertx, config, endpoint, scripts);
    this.vertx.addCloseHook(closeWithVertx);
  }

  Future<Response> send(Request request) {
    ContextInternal caller = vertx.getOrCreateContext();
    return links.computeIfAbsent(caller.nettyEventLoop(), this::open).send(caller, request);
  }

  /**
   * Connects the current event loop, so that a server that can't be reached is in the log from the
   * start; never fails.
   */
  Future<Void> warmUp() {
    ContextInternal caller = vertx.getOrCreateContext();
    return links.computeIfAbsent(caller.nettyEventLoop(), this::open).warmUp(caller);
  }

  /** Closes all links; does nothing the second time. */
  Future<Void> close() {
    if (closed) {
      return Future.succeededFuture();
    }
    closed = true;
    vertx.removeCloseHook(closeWithVertx);
    return Future.join(links.values().stream().map(RedisLink::close).toList()).mapEmpty();
  }

  void report(boolean up, String detail) {
    if (!up && reportedDown.compareAndSet(false, true)) {
      LOG.warn("Redis at {} can't be used: {}", name, detail);
    } else if (up && reportedDown.compareAndSet(true, false)) {
      LOG.info("Redis at {} can be used again", name);
    }
  }

  private void closeWithVertx(Completable<Void> closed) {
    close().onComplete((done, e) -> closed.succeed());
  }

  private RedisLink open(EventLoop eventLoop) {
    ContextInternal context =
        vertx
            .contextBuilder()
            .withThreadingModel(ThreadingModel.EVENT_LOOP)
            .withEventLoop(eventLoop)
            .build();
    RedisLink link = new RedisLink(context, connector, config.commandTimeout(), this::report);
    if (closed) {
      link.close().onFailure(e -> LOG.debug("A link could not be closed", e));
    }
    return link;
  }
}
