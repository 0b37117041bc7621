package io.github.redsessions.redis;

import io.github.redsessions.config.RedisConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens connections to one server: TCP or a Unix socket, HELLO with the credentials, and what its
 * {@link ConnectionSetup} asks.
 *
 * <p>Each connection has a client of its own, because closing that client is the only public way to
 * free a socket whose server doesn't answer, and a socket whose login failed.
 */
final class RedisConnector {

  private static final Logger LOG = LoggerFactory.getLogger(RedisConnector.class);

  private final Vertx vertx;
  private final RedisConfig config;
  private final URI endpoint;
  private final ConnectionSetup setup;
  private final List<Script> scripts;
  private final FormerConnections former;

  /** Makes one for connections that take no writes. */
  RedisConnector(
      Vertx vertx, RedisConfig config, URI endpoint, ConnectionSetup setup, List<Script> scripts) {
    this(vertx, config, endpoint, setup, scripts, new FormerConnections());
  }

  /**
   * Makes one.
   *
   * @param former what other connections of this process have left behind
   */
  RedisConnector(
      Vertx vertx,
      RedisConfig config,
      URI endpoint,
      ConnectionSetup setup,
      List<Script> scripts,
      FormerConnections former) {
    this.vertx = vertx;
    this.config = config;
    this.endpoint = endpoint;
    this.setup = setup;
    this.scripts = scripts;
    this.former = former;
  }

  /** Opens a connection on the current context, within {@code redis.connectTimeoutMs} in all. */
  Future<OpenConnection> open() {
    Redis client =
        OwnContext.forgotten(
            (VertxInternal) vertx,
            () ->
                Redis.createClient(
                    vertx, ClientOptions.of(config, endpoint, setup, scripts.size())));
    return client
        .connect()
        .compose(
            connection ->
                prepare(connection).map(id -> new OpenConnection(client, connection, id, former)))
        .timeout(config.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(e -> close(client));
  }

  /**
   * A connection and the client it came from.
   *
   * @param client owns the socket
   * @param connection where commands go
   * @param id by which the server can be told to end it; null if it can't
   * @param former where it is noted when it is closed
   */
  record OpenConnection(
      Redis client,
      RedisConnection connection,
      @Nullable ConnectionId id,
      FormerConnections former) {

    /** Closes this end. The next connection that is opened to the server ends the other one. */
    void close() {
      if (id != null) {
        former.add(id);
      }
      RedisConnector.close(client);
    }
  }

  private Future<@Nullable ConnectionId> prepare(RedisConnection connection) {
    Future<Void> ready =
        switch (setup) {
          case PRIMARY -> connection.send(Requests.role()).compose(RedisConnector::mustBePrimary);
          case CLUSTER_REPLICA -> connection.send(Requests.readonly()).mapEmpty();
          case INVALIDATIONS ->
              connection
                  .send(Requests.hello())
                  .compose(RedisConnector::mustSpeakResp3)
                  .compose(v -> connection.send(Requests.role()))
                  .compose(RedisConnector::mustBePrimary);
          case SESSIONS, REPLICA, QUESTIONS, SENTINEL -> Future.succeededFuture();
        };
    return setup.takesWrites()
        ? ready.compose(v -> endFormer(connection)).compose(id -> loadScripts(connection).map(id))
        : ready.map((ConnectionId) null);
  }

  /**
   * Ends the connections to this server that were given up: what was sent over them and has not
   * arrived yet never will. Only those of the same process of the server, for after a restart an id
   * may be a stranger's.
   *
   * @return what the server calls this connection, null if it doesn't let this user end connections
   */
  private Future<@Nullable ConnectionId> endFormer(RedisConnection connection) {
    return connection
        .batch(List.of(Requests.hello(), Requests.infoServer()))
        .map(replies -> ConnectionId.parse(replies.get(0), replies.get(1)))
        .compose(
            self -> {
              List<ConnectionId> those = former.of(self.run());
              List<Request> kills = new ArrayList<>();
              // Nobody's, which shows that this one can be ended when it will be necessary.
              kills.add(Requests.clientKill(Long.MAX_VALUE));
              those.forEach(id -> kills.add(Requests.clientKill(id.id())));
              return connection
                  .batch(kills)
                  .onSuccess(counts -> former.ended(those))
                  .<@Nullable ConnectionId>map(self);
            })
        .recover(
            e -> {
              if (ReplyError.of(e) == null || !isNotAllowed(String.valueOf(e.getMessage()))) {
                return Future.failedFuture(e);
              }
              if (former.isMissingRightNews()) {
                LOG.warn(
                    "This user of Redis lacks +info or +client|kill: a write whose connection is"
                        + " lost fails, where it could be sent again");
              }
              return Future.succeededFuture();
            });
  }

  private static Future<Void> mustBePrimary(Response role) {
    return ServerRole.parse(role).isPrimary()
        ? Future.succeededFuture()
        : Future.failedFuture("it is not the primary");
  }

  /**
   * With RESP2 a server takes CLIENT TRACKING and says nothing ever after. The client falls back to
   * it by itself; only RESP3 has maps.
   */
  private static Future<Void> mustSpeakResp3(Response hello) {
    return hello.isMap() ? Future.succeededFuture() : Future.failedFuture("it has no RESP3");
  }

  /**
   * Spares the first use of each script an EVAL, and proves that the server takes commands from
   * this user.
   */
  private Future<Void> loadScripts(RedisConnection connection) {
    return connection
        .batch(scripts.stream().map(Requests::scriptLoad).toList())
        .<Void>mapEmpty()
        .recover(
            e -> {
              if (ReplyError.of(e) == null || !isNotAllowed(String.valueOf(e.getMessage()))) {
                return Future.failedFuture(e);
              }
              LOG.debug("SCRIPT LOAD is not allowed, scripts will be sent with EVAL");
              return Future.succeededFuture();
            });
  }

  private static boolean isNotAllowed(String error) {
    return error.contains("NOPERM") || error.contains("unknown command");
  }

  private static void close(Redis client) {
    client.close().onFailure(e -> LOG.debug("Closing a Redis connection failed", e));
  }
}
