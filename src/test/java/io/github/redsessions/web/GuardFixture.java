package io.github.redsessions.web;

import static io.github.redsessions.testkit.Futures.await;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.FileSystemAccess;
import io.vertx.ext.web.handler.StaticHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * One router behind two servers, with the guard and without it, on one event loop: what was sent
 * before a later answer has arrived when that one has.
 *
 * <p>{@code /s/NAME} answers in one of the {@link ResponseShapes}; {@code ?n=} puts a value into
 * the session before, {@code ?read} only reads it. The header {@code X-Run} names a request for
 * {@link #calls} and {@link #notes}.
 */
abstract class GuardFixture {

  private static final String RUN = "X-Run";
  private static final String CALLS = "test.calls";
  private static final String NOTES = "test.notes";

  final String prefix = RandomPrefix.next();
  final Map<String, List<String>> calls = new ConcurrentHashMap<>();
  final Map<String, List<String>> notes = new ConcurrentHashMap<>();
  volatile Runnable beforeAnswer = () -> {};

  @TempDir Path directory;
  ResponseShapes shapes;
  Vertx vertx;
  RedisSessions sessions;
  int guarded;
  int bare;

  RedisServer server() {
    return RedisServer.shared();
  }

  JsonObject config() {
    return TestConfig.of(server(), prefix)
        .put("cookie", new JsonObject().put("name", "sid").put("secure", false));
  }

  void routes(Router router) {}

  @BeforeEach
  void startServers() throws IOException {
    Path file =
        Files.writeString(directory.resolve("page.html"), "<p>0123456789</p>".repeat(5_000));
    shapes = new ResponseShapes(file);
    vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    sessions = await(RedisSessions.open(vertx, config()));
    Router router = router();
    guarded = listen(sessions.guard(router));
    bare = listen(router);
  }

  @AfterEach
  void stopServers() {
    await(sessions.close());
    await(vertx.close());
  }

  Browser browser() {
    return new Browser(vertx, guarded);
  }

  /** A client that has a session already. */
  Browser visitor() {
    beforeAnswer = () -> {};
    Browser browser = browser();
    browser.get("/s/end?n=first");
    return browser;
  }

  /** What Redis holds under the name n, over all sessions of the test. */
  List<String> stored() {
    List<?> keys = (List<?>) server().command("KEYS", prefix + ":s:*");
    return keys.stream()
        .map(key -> (String) server().command("HGET", (String) key, "d.n"))
        .map(json -> json == null ? "none" : (String) Json.decodeValue(json))
        .toList();
  }

  static void call(RoutingContext ctx, String name) {
    ctx.<List<String>>get(CALLS).add(name);
  }

  static void note(RoutingContext ctx, String text) {
    ctx.<List<String>>get(NOTES).add(text);
  }

  /** Notes what the response says of itself. */
  static void noteState(RoutingContext ctx) {
    HttpServerResponse response = ctx.response();
    if (ctx.request().version() == HttpVersion.HTTP_2 && ctx.request().path().contains("File")) {
      // There a file is opened first, and it is chance whether that has happened by now.
      return;
    }
    note(ctx, "ended " + response.ended() + ", head written " + response.headWritten());
  }

  private Router router() {
    Router router = Router.router(vertx);
    router.route().handler(this::record);
    router.get("/static").handler(ctx -> ctx.end("static"));
    router.route().handler(sessions.handler());
    router
        .route()
        .handler(
            ctx -> {
              ctx.addHeadersEndHandler(
                  v -> {
                    String length = ctx.response().headers().get("Content-Length");
                    call(ctx, "head " + length);
                    ctx.response().putHeader("X-Headers-End", "yes");
                  });
              change(ctx);
              beforeAnswer.run();
              ctx.next();
            });
    routes(router);
    shapes.all().forEach((name, shape) -> router.route("/s/" + name).handler(shape));
    router
        .route("/files/*")
        .handler(StaticHandler.create(FileSystemAccess.ROOT, directory.toString()));
    return router;
  }

  private void record(RoutingContext ctx) {
    String run = String.valueOf(ctx.request().getHeader(RUN));
    ctx.put(CALLS, calls.computeIfAbsent(run, key -> new CopyOnWriteArrayList<>()));
    ctx.put(NOTES, notes.computeIfAbsent(run, key -> new CopyOnWriteArrayList<>()));
    ctx.addHeadersEndHandler(v -> call(ctx, "outer head"));
    ctx.addBodyEndHandler(v -> call(ctx, "body"));
    ctx.addEndHandler(end -> call(ctx, end.succeeded() ? "end" : "failed end"));
    ctx.next();
  }

  private static void change(RoutingContext ctx) {
    String value = ctx.request().getParam("n");
    if (value != null) {
      ctx.session().put("n", value);
    } else if (ctx.request().getParam("read") != null) {
      ctx.session().get("n");
    }
  }

  private int listen(io.vertx.core.Handler<io.vertx.core.http.HttpServerRequest> handler) {
    return await(vertx.createHttpServer().requestHandler(handler).listen(0, "127.0.0.1"))
        .actualPort();
  }
}
