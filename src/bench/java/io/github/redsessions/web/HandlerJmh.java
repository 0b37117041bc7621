package io.github.redsessions.web;

import io.github.redsessions.RedisSessions;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.Session;
import io.vertx.ext.web.handler.SessionHandler;
import io.vertx.ext.web.sstore.LocalSessionStore;
import io.vertx.ext.web.sstore.SessionStore;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What a session handler costs a request that reads one attribute, without network: no HTTP server,
 * and a session that is in the memory of the process, that of {@code LocalSessionStore} or the near
 * cache. {@code router} is the same without a session.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HandlerJmh {

  private static final int REQUESTS = 1_000;
  private static final String PATH = "/read";
  private static final String COOKIE = "sid";

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Context context = vertx.getOrCreateContext();
  private final LocalSessionStore memory = LocalSessionStore.create(vertx);
  private RedisSessions sessions;
  private HttpServerRequest any;
  private Handler<HttpServerRequest> none;
  private Handler<HttpServerRequest> local;
  private Handler<HttpServerRequest> near;
  private Handler<HttpServerRequest> guarded;
  private String localId;
  private String nearId;

  /** Starts a Redis for the near cache to be filled from. */
  @Setup
  public void open() throws InterruptedException {
    JsonObject config =
        new JsonObject()
            .put("redis", new JsonObject().put("mode", "embedded"))
            .put("cookie", new JsonObject().put("name", COOKIE).put("secure", false))
            .put(
                "nearCache",
                // A fork on a busy machine is not to ask Redis in between.
                new JsonObject().put("enabled", true).put("maxStalenessMs", 10_000));
    any = await(onContext(this::request));
    sessions = await(onContext(() -> RedisSessions.open(vertx, config)));
    localId = await(onContext(() -> stored(memory)));
    nearId = await(onContext(() -> stored(sessions.store())));
    none = router(null);
    local = router(SessionHandler.create(memory).setSessionCookieName(COOKIE));
    near = router(sessions.handler());
    guarded = sessions.guard(router(sessions.handler()));
    untilNear();
  }

  @TearDown
  public void close() throws InterruptedException {
    await(sessions.close());
    await(vertx.close());
  }

  /** The near cache begins to keep sessions once Redis tells it what changes. */
  private void untilNear() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    boolean atOnce = false;
    while (!atOnce && System.nanoTime() < deadline) {
      await(onContext(() -> handled(near, nearId)));
      atOnce = await(onContext(() -> Future.succeededFuture(handled(near, nearId).succeeded())));
    }
  }

  private Future<HttpServerRequest> request() {
    Promise<HttpServerRequest> received = Promise.promise();
    HttpClient client = vertx.createHttpClient();
    return vertx
        .createHttpServer()
        .requestHandler(
            request -> {
              received.complete(request);
              request.response().end();
            })
        .listen(0, "127.0.0.1")
        .compose(server -> client.request(HttpMethod.GET, server.actualPort(), "127.0.0.1", PATH))
        .compose(HttpClientRequest::send)
        .compose(response -> received.future());
  }

  private static Future<String> stored(SessionStore store) {
    Session session = store.createSession(1_800_000);
    session.put("user_id", 42);
    return store.put(session).map(v -> session.value());
  }

  private Router router(@Nullable SessionHandler handler) {
    Router router = Router.router(vertx);
    if (handler != null) {
      router.route().handler(handler);
    }
    router
        .get(PATH)
        .handler(
            ctx -> {
              if (handler != null && ctx.session().get("user_id") == null) {
                throw new IllegalStateException("The session was not found");
              }
              ctx.response().end();
            });
    return router;
  }

  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public void router() throws InterruptedException {
    answer(none, null);
  }

  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public void localSessionStore() throws InterruptedException {
    answer(local, localId);
  }

  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public void nearCache() throws InterruptedException {
    answer(near, nearId);
  }

  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public void nearCacheAndGuard() throws InterruptedException {
    answer(guarded, nearId);
  }

  /** On the event loop, where every handler runs: to get there costs a thousandth each. */
  private void answer(Handler<HttpServerRequest> handler, @Nullable String id)
      throws InterruptedException {
    await(
        onContext(
            () -> {
              for (int i = 0; i < REQUESTS; i++) {
                if (!handled(handler, id).succeeded()) {
                  throw new IllegalStateException("A request was not answered at once");
                }
              }
              return Future.succeededFuture();
            }));
  }

  private Future<Void> handled(Handler<HttpServerRequest> handler, @Nullable String id) {
    Exchange exchange = new Exchange(any, PATH, COOKIE, id);
    handler.handle(exchange.request());
    return exchange.answered();
  }

  private <T> Future<T> onContext(Supplier<Future<T>> action) {
    Promise<T> done = Promise.promise();
    context.runOnContext(v -> Future.succeededFuture().compose(x -> action.get()).onComplete(done));
    return done.future();
  }

  private static <T> T await(Future<T> future) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    future.onComplete(result -> done.countDown());
    if (!done.await(30, TimeUnit.SECONDS) || future.failed()) {
      throw new IllegalStateException("Failed", future.cause());
    }
    return future.result();
  }
}
