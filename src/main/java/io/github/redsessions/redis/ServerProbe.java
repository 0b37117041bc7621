package io.github.redsessions.redis;

import io.github.redsessions.config.RedisConfig;
import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.redis.RedisConnector.OpenConnection;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One connection to one server, over which it is asked about itself: for an examination by a
 * person, which wants to know of each failure at once and why, and not to serve in spite of it.
 *
 * <p>Opening takes {@code redis.connectTimeoutMs} at most and each question {@code
 * redis.commandTimeoutMs}; after one that was not answered all others fail at once. Futures fail
 * with a {@link ProbeException}. Sends nothing that changes anything. Public because the doctor
 * calls it.
 */
public final class ServerProbe {

  private final RedisConfig config;
  private final URI endpoint;
  private final OpenConnection connection;
  private volatile boolean silent;

  private ServerProbe(RedisConfig config, URI endpoint, OpenConnection connection) {
    this.config = config;
    this.endpoint = endpoint;
    this.connection = connection;
  }

  /** Why a question has no answer, in one line. */
  public static final class ProbeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean notAllowed;

    ProbeException(String message, boolean notAllowed) {
      super(message, null, false, false);
      this.notAllowed = notAllowed;
    }

    /**
     * Tells whether Redis has answered that this user may not ask.
     *
     * @return true after NOPERM
     */
    public boolean isNotAllowed() {
      return notAllowed;
    }
  }

  static Future<ServerProbe> open(
      Vertx vertx, RedisConfig config, URI endpoint, ConnectionSetup setup) {
    Promise<ServerProbe> opened = Promise.promise();
    RedisConnector connector = new RedisConnector(vertx, config, endpoint, setup, List.of());
    vertx.runOnContext(
        go ->
            connector
                .open()
                .map(connection -> new ServerProbe(config, endpoint, connection))
                .recover(e -> failed(e, "ready", config.connectTimeout().toMillis()))
                .onComplete(opened));
    return opened.future();
  }

  /**
   * Tells where the server is.
   *
   * @return host and port, or the path of a socket
   */
  public String name() {
    return name(endpoint);
  }

  static String name(URI endpoint) {
    return endpoint.getHost() == null
        ? endpoint.getPath()
        : endpoint.getHost() + ":" + endpoint.getPort();
  }

  /**
   * Asks for all that the server says of itself. INFO.
   *
   * @return the fields of all sections
   */
  public Future<Map<String, String>> info() {
    return ask(Requests.infoAll())
        .map(
            reply -> {
              Map<String, String> fields = new LinkedHashMap<>();
              for (String line : reply.toString().split("\r?\n", -1)) {
                int colon = line.indexOf(':');
                if (colon > 0) {
                  fields.put(line.substring(0, colon), line.substring(colon + 1));
                }
              }
              return fields;
            });
  }

  /**
   * Asks for the server's clock. TIME.
   *
   * @return microseconds since the epoch
   */
  public Future<Long> micros() {
    return ask(Requests.time())
        .map(
            time ->
                TimeUnit.SECONDS.toMicros(Long.parseLong(time.get(0).toString()))
                    + Long.parseLong(time.get(1).toString()));
  }

  /**
   * Asks whether the user may do more than this module needs, such as asking who he is. ACL WHOAMI.
   *
   * @return the user's name; fails with NOPERM where that is not granted
   */
  public Future<String> whoAmI() {
    return ask(Requests.whoAmI()).map(Response::toString);
  }

  /**
   * Reads a key, to see whether that is allowed. HGETALL.
   *
   * @param key any key
   * @return completes when it is allowed
   */
  public Future<Void> read(String key) {
    return ask(Requests.hgetall(key)).mapEmpty();
  }

  /**
   * Asks how long a key lives. PTTL.
   *
   * @param key the key
   * @return milliseconds, -1 for ever, -2 if it isn't there
   */
  public Future<Long> ttl(String key) {
    return ask(Requests.pttl(key)).map(Response::toLong);
  }

  /**
   * Reads a page of keys. SCAN.
   *
   * @param cursor {@code 0} first, then that of the page before
   * @param pattern the glob pattern
   * @return the page
   */
  public Future<KeyPage> scan(String cursor, String pattern) {
    return ask(Requests.scan(cursor, pattern)).map(KeyPage::parse);
  }

  /**
   * Tries each command that the configuration needs, in a form that changes nothing.
   *
   * @param config says which are needed
   * @param key one that isn't there, with the prefix of the sessions
   * @return those that are refused, and in which words; fails if the server falls silent
   */
  public Future<Map<String, String>> refused(SessionsConfig config, String key) {
    Map<String, String> refused = new LinkedHashMap<>();
    Future<Void> all = Future.succeededFuture();
    for (var tried : Requests.harmless(key, CommandNeed.of(config)).entrySet()) {
      all = all.compose(v -> tryOut(tried.getKey(), tried.getValue(), refused));
    }
    return all.map(refused);
  }

  private Future<Void> tryOut(String command, Request request, Map<String, String> refused) {
    return send(request)
        .<Void>mapEmpty()
        .recover(
            e -> {
              ReplyError error = ReplyError.of(e);
              if (error == null) {
                return failed(e, "answered", config.commandTimeout().toMillis());
              }
              if (error.kind().equals("NOPERM") || error.detail().startsWith("unknown command")) {
                refused.put(command, error.kind() + " " + error.detail());
              }
              // Any other error says that it would be allowed.
              return Future.succeededFuture();
            });
  }

  /** Closes the connection. */
  public void close() {
    connection.close();
  }

  Future<Response> ask(Request request) {
    return send(request).recover(e -> failed(e, "answered", config.commandTimeout().toMillis()));
  }

  URI endpoint() {
    return endpoint;
  }

  private Future<Response> send(Request request) {
    if (silent) {
      return Future.failedFuture(new ProbeException("it has stopped answering", false));
    }
    return connection
        .connection()
        .send(request)
        .timeout(config.commandTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(e -> silent |= ReplyError.of(e) == null);
  }

  private static <T> Future<T> failed(Throwable e, String what, long millis) {
    if (e instanceof ProbeException) {
      return Future.failedFuture(e);
    }
    String why =
        e instanceof TimeoutException ? "not " + what + " within " + millis + " ms" : Reason.of(e);
    return Future.failedFuture(new ProbeException(why, ReplyError.is(e, "NOPERM")));
  }
}
