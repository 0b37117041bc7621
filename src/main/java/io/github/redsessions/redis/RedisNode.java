package io.github.redsessions.redis;

import io.github.redsessions.config.DurabilityConfig;
import io.github.redsessions.config.RedisConfig;
import io.github.redsessions.metrics.Count;
import io.github.redsessions.metrics.SessionMeters;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

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
  private final URI endpoint;
  private final ConnectionSetup setup;
  private final Consumer<RedisNode> troubleListener;
  private final SessionMeters meters;
  private final Map<EventLoop, RedisLink> links = new ConcurrentHashMap<>();
  private final Map<EventLoop, DurableWrites> durable = new ConcurrentHashMap<>();
  private final AtomicBoolean reportedDown = new AtomicBoolean();

  private final CloseOnce closing;

  RedisNode(
      Vertx vertx,
      RedisConfig config,
      URI endpoint,
      ConnectionSetup setup,
      RedisConnector connector,
      Consumer<RedisNode> troubleListener,
      SessionMeters meters) {
    this.vertx = (VertxInternal) vertx;
    this.config = config;
    this.endpoint = endpoint;
    this.setup = setup;
    this.connector = connector;
    this.troubleListener = troubleListener;
    this.meters = meters;
    this.closing = new CloseOnce(this.vertx, this::closeLinks);
    this.closing.hook();
  }

  /** Where the server is: scheme, host, port and database, or the path of a Unix socket. */
  URI endpoint() {
    return endpoint;
  }

  /** Tells whether it can't be used, as far as anybody has tried. */
  boolean isDown() {
    return reportedDown.get();
  }

  Future<Response> send(Request request) {
    return send(request, false);
  }

  /** Sends a write that counts when enough replicas have it; see {@link DurableWrites}. */
  Future<Response> sendDurably(Request write, boolean asking) {
    ContextInternal caller = vertx.getOrCreateContext();
    return durable
        .computeIfAbsent(caller.nettyEventLoop(), this::openDurable)
        .send(caller, write, asking);
  }

  /** Sends a command, after ASKING when a cluster is just moving its slot to this server. */
  Future<Response> send(Request request, boolean asking) {
    ContextInternal caller = vertx.getOrCreateContext();
    return links.computeIfAbsent(caller.nettyEventLoop(), this::open).send(caller, request, asking);
  }

  /**
   * Reads something, together with whoever does so in the same tick of the event loop.
   *
   * @param what it reads: the key for all of it, or the key and what of it
   */
  Future<Response> read(Request request, String what) {
    ContextInternal caller = vertx.getOrCreateContext();
    return links.computeIfAbsent(caller.nettyEventLoop(), this::open).read(caller, request, what);
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
    return closing.close();
  }

  private Future<Void> closeLinks() {
    Stream<Future<Void>> plain = links.values().stream().map(RedisLink::close);
    Stream<Future<Void>> durably = durable.values().stream().map(DurableWrites::close);
    return Future.join(Stream.concat(plain, durably).toList()).mapEmpty();
  }

  /** {@inheritDoc} Host and port, or the path of a Unix socket, for messages. */
  @Override
  public String toString() {
    String host = endpoint.getHost();
    return host == null ? endpoint.getPath() : host + ":" + endpoint.getPort();
  }

  /** What the links of all event loops report, said once. */
  private final class Health implements RedisLink.StateListener {

    @Override
    public void changed(boolean up, String detail) {
      meters.count(up ? Count.LINK_OPENED : Count.LINK_FAILED);
      String name = RedisNode.this.toString();
      if (up && reportedDown.compareAndSet(true, false)) {
        LOG.atLevel(quiet(Level.INFO)).log("Redis at {} can be used again", name);
      } else if (!up && reportedDown.compareAndSet(false, true)) {
        LOG.atLevel(quiet(Level.WARN)).log("Redis at {} can't be used: {}", name, detail);
      }
      if (!up) {
        troubleListener.accept(RedisNode.this);
      }
    }

    private Level quiet(Level level) {
      return setup.asksQuestions() ? Level.DEBUG : level;
    }

    @Override
    public void lost() {
      meters.count(Count.LINK_LOST);
      troubleListener.accept(RedisNode.this);
    }
  }

  private DurableWrites openDurable(EventLoop eventLoop) {
    DurabilityConfig durability = config.durability();
    // Twice, since the commands of a batch are sent again when one of them is refused.
    Duration timeout = config.commandTimeout().plus(durability.timeout().multipliedBy(2));
    ContextInternal context = OwnContext.on(vertx, eventLoop);
    return new DurableWrites(context, open(context, timeout, false), durability);
  }

  private RedisLink open(EventLoop eventLoop) {
    return open(OwnContext.on(vertx, eventLoop), config.commandTimeout(), true);
  }

  private RedisLink open(ContextInternal context, Duration timeout, boolean resends) {
    RedisLink link = new RedisLink(context, connector, timeout, resends, new Health());
    if (closing.isClosed()) {
      link.close().onFailure(e -> LOG.debug("A link could not be closed", e));
    }
    return link;
  }
}
