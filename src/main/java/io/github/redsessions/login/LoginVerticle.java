package io.github.redsessions.login;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.config.ConfigException;
import io.github.redsessions.config.HttpConfig;
import io.github.redsessions.config.LoginConfig;
import io.github.redsessions.config.SessionsConfig;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.ext.auth.authentication.AuthenticationProvider;
import io.vertx.ext.auth.authentication.CredentialValidationException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The login service, on sessions in Redis:
 *
 * <ul>
 *   <li>{@code GET /login}, {@code POST /login} ({@code username}, {@code password}, {@code next}:
 *       a local path), {@code POST /logout}, {@code GET /me}, {@code GET /} (the start page)
 *   <li>{@code POST /password} ({@code current}, {@code new}): ends the user's other sessions; for
 *       an {@link AccountStore} only
 *   <li>{@code POST /elevate} ({@code password}): level {@code admin} for {@code
 *       login.elevationMs}; {@code DELETE /elevate} ends it
 *   <li>{@code GET /sessions}: the user's own; {@code DELETE /sessions/{handle}} ends one, {@code
 *       DELETE /sessions} all others, both within {@code login.freshMs} after the login or with the
 *       level (403 otherwise)
 *   <li>{@code GET /admin/sessions?user=}, {@code DELETE /admin/sessions?user=}, {@code DELETE
 *       /admin/sessions} (everyone): with the level, for users whose principal has {@code admin} in
 *       its array {@code roles}
 *   <li>{@code GET /admin/status}: figures and plots of this server, for the same
 *   <li>{@code GET /csrf}: the token of the session
 *   <li>on {@code management.port}, if there is one: {@code GET /health/live}, {@code GET
 *       /health/ready} and {@code GET /metrics}
 * </ul>
 *
 * <p>What changes something takes a form or JSON, and needs {@code Sec-Fetch-Site: same-origin} or
 * {@code none}, or where that is absent the {@code Origin} of the service itself, or where both are
 * absent the token as {@code X-CSRF-Token} or as the field {@code _csrf}; 403 otherwise. Pages,
 * which can't delete, post to {@code /sessions/{handle}/revoke}, {@code /sessions/revoke-others},
 * {@code /elevate/drop}, {@code /admin/sessions/revoke} ({@code user}) and {@code
 * /admin/sessions/revoke-everyone}.
 *
 * <p>Guesses at a password are slowed down as {@code login.throttle} says (429 with {@code
 * Retry-After}). With an {@link AccountStore} each request of a user looks the account up: that of
 * a disabled or deleted one is 401 and its sessions end, and other roles count at once, under a new
 * id.
 *
 * <p>It takes the configuration object of {@link RedisSessions#open}, with the keys under {@code
 * http} and {@code login}. Where a login is sent as JSON, or {@code Accept} prefers JSON, the
 * answers are JSON; otherwise they are pages and redirects. With {@code http.tls} it speaks HTTPS,
 * and takes new certificates while it runs. While Redis can't be reached, what needs a session is
 * answered with 503 and {@code Retry-After}, whatever {@code redis.onOutage} says: all that these
 * routes tell is who is logged in.
 *
 * <p>Deploy as many instances as there are event loops to use, by {@code
 * vertx.deployVerticle(LoginVerticle.class, options)}: they listen on one port, except with {@code
 * http.port} 0, where each takes a free port of its own. The instances of a deployment share one
 * {@link RedisSessions}.
 */
public final class LoginVerticle extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(LoginVerticle.class);

  private static final String LOGGED = "io.github.redsessions.login.logged";
  private static final int IDLE_CONNECTION_SECONDS = 60;

  private final @Nullable AuthenticationProvider provider;
  private final List<Supplier<Future<Void>>> closers = new ArrayList<>();
  private volatile int actualPort;
  private volatile int managementPort;

  /** Creates the service with the accounts of {@code login.accountsFile}. */
  public LoginVerticle() {
    this.provider = null;
  }

  /**
   * Creates the service with accounts from elsewhere; {@code login.accountsFile} is not read. An
   * {@link AccountStore} has all routes; any other provider has those that need no more than a
   * login.
   *
   * @param provider is given {@code UsernamePasswordCredentials} and must not block. Any failure of
   *     its future is a refused login, but for an {@code HttpException} of 500 and above, with
   *     which it says that it can't tell. The subject of the user it returns is the name that is
   *     shown
   */
  public LoginVerticle(AuthenticationProvider provider) {
    this.provider = provider;
  }

  /**
   * Tells where the service listens.
   *
   * @return the port, 0 before the start has completed
   */
  public int actualPort() {
    return actualPort;
  }

  /**
   * Tells where {@code GET /health/live}, {@code /health/ready} and {@code /metrics} are.
   *
   * @return the port of {@code management.port}, 0 before the start has completed and without one
   */
  public int managementPort() {
    return managementPort;
  }

  /**
   * Reads the configuration and the accounts, opens the sessions and starts to listen.
   *
   * @return completes when requests are answered. Fails with a {@link ConfigException} when the
   *     configuration or the accounts file is wrong or the port can't be taken, and with the
   *     failure of {@link RedisSessions#open}; then nothing is left open
   */
  @Override
  public Future<?> start() {
    // On a worker, since a secret may be in a file.
    return vertx
        .executeBlocking(() -> SessionsConfig.from(config()))
        .compose(this::serve)
        .recover(failure -> closeAll().transform(closed -> Future.<Void>failedFuture(failure)));
  }

  /**
   * Takes another configuration while requests are served, for all instances of the deployment:
   * does what {@link RedisSessions#reload} does, and takes changes of the live keys under {@code
   * login}. Sends no command. From any thread, after the start has completed.
   *
   * @param config a whole configuration, as it was deployed with
   * @return the keys that differ and need a restart, empty if all were applied; fails with a {@link
   *     ConfigException} that lists every problem, and then nothing has changed, and with an {@link
   *     IllegalStateException} while it is not deployed
   */
  public Future<List<String>> reload(JsonObject config) {
    return context == null
        ? Future.failedFuture(new IllegalStateException("The login service is not deployed"))
        : SharedSessions.reload(context, config);
  }

  /** Stops listening and closes the sessions; sessions stay in Redis. */
  @Override
  public Future<?> stop() {
    return closeAll();
  }

  private Future<Void> serve(SessionsConfig config) {
    // Before the sessions are opened, which look for it.
    closers.add(PrometheusMetrics.open(config.metrics()));
    return ServerTls.load(vertx, config.http().tls())
        .compose(
            tls ->
                accounts(config.login())
                    .compose(accounts -> routes(config, accounts))
                    .compose(routes -> listen(config.http(), tls, routes)))
        .map(
            port -> {
              actualPort = port;
              logReady(config, port);
              return null;
            });
  }

  private Future<Handler<HttpServerRequest>> routes(
      SessionsConfig config, AuthenticationProvider accounts) {
    closers.add(() -> SharedSessions.release(context));
    Future<RedisSessions> opened = SharedSessions.open(context, config());
    if (provider == null && accounts instanceof Accounts own) {
      SharedSessions.add(context, own);
      closers.add(
          () -> {
            SharedSessions.remove(context, own);
            return Future.succeededFuture();
          });
    }
    return opened.compose(
        sessions ->
            manage(config, sessions)
                .map(v -> sessions.guard(LoginRoutes.create(vertx, sessions, accounts, config))));
  }

  private Future<Void> manage(SessionsConfig config, RedisSessions sessions) {
    Integer port = config.management().port();
    if (port == null) {
      return Future.succeededFuture();
    }
    return ManagementServer.open(vertx, sessions, config, port)
        .map(
            server -> {
              closers.add(server::close);
              managementPort = server.actualPort();
              return null;
            });
  }

  private Future<AuthenticationProvider> accounts(LoginConfig config) {
    if (provider != null) {
      return Future.succeededFuture(provider);
    }
    Path file = config.accountsFile();
    if (file == null) {
      logNoAccounts();
      return Future.succeededFuture(
          credentials ->
              Future.failedFuture(new CredentialValidationException("there are no accounts")));
    }
    return Accounts.open(vertx, file, config)
        .map(
            accounts -> {
              closers.add(accounts::close);
              return accounts;
            });
  }

  private Future<Integer> listen(
      HttpConfig http, @Nullable ServerTls tls, Handler<HttpServerRequest> routes) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setIdleTimeout(IDLE_CONNECTION_SECONDS)
            // Without TLS proxies speak HTTP/1.1. What begins as HTTP/2 there and goes on as
            // something else would be logged with a stack trace, before anybody can prevent it.
            .setHttp2ClearTextEnabled(false)
            .setMaxFormAttributeSize(RequestFields.MAX_BODY_BYTES);
    if (tls != null) {
      tls.applyTo(options);
    }
    HttpServer server =
        vertx
            .createHttpServer(options)
            .requestHandler(routes)
            // Whoever sends what is no HTTP would otherwise have it logged as an error, each time.
            .connectionHandler(
                connection ->
                    connection.exceptionHandler(e -> LOG.debug("A connection failed", e)));
    closers.add(server::close);
    return server
        .listen(http.port(), http.host())
        .map(
            listening -> {
              if (tls != null) {
                tls.watch(server);
              }
              return server.actualPort();
            })
        .recover(
            failure ->
                Future.failedFuture(
                    new ConfigException(
                        List.of(
                            "http.host, http.port: found "
                                + http.host()
                                + " port "
                                + http.port()
                                + " ("
                                + failure.getMessage()
                                + "), allowed an address of this machine and a free port"))));
  }

  /** In the reverse order of opening, all of it whatever fails. */
  private Future<Void> closeAll() {
    Collections.reverse(closers);
    Future<Void> closed = Future.succeededFuture();
    for (Supplier<Future<Void>> closer : closers) {
      closed = closed.eventually(closer);
    }
    closers.clear();
    return closed;
  }

  private void logReady(SessionsConfig config, int port) {
    int management = managementPort;
    if (management != 0 && isFirstInstance("managed on " + management)) {
      LOG.info("Health and metrics are on {} port {}", config.management().host(), management);
    }
    if (isFirstInstance("ready on " + port)) {
      String host = config.http().host();
      String hint = config.login().hint();
      boolean here = Set.of("0.0.0.0", "::", "127.0.0.1", "::1").contains(host);
      LOG.info(
          "Login service ready: {}://{}:{}/{}",
          config.http().tls().certFile() == null ? "http" : "https",
          here ? "localhost" : host.contains(":") ? "[" + host + "]" : host,
          port,
          hint == null ? "" : " (" + hint + ")");
    }
  }

  private void logNoAccounts() {
    if (isFirstInstance("no accounts")) {
      LOG.warn(
          "There are no accounts, so every login is refused. To add some, set login.accountsFile to"
              + " a JSON file such as\n{}",
          AccountsFile.FORM);
    }
  }

  /** Tells whether no other instance of this deployment has said the same. */
  private boolean isFirstInstance(String line) {
    LocalMap<String, Boolean> logged = vertx.sharedData().getLocalMap(LOGGED);
    return logged.putIfAbsent(deploymentID() + " " + line, true) == null;
  }
}
