package io.github.redsessions.web;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionsUnderTest;
import io.github.redsessions.store.RedisSessionStore;
import io.github.redsessions.store.SessionStates;
import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.CommandRecorder;
import io.github.redsessions.testkit.MutableClock;
import io.github.redsessions.testkit.RawRecord;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.sockjs.BridgeEvent;
import io.vertx.ext.web.handler.sockjs.SockJSBridgeOptions;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Sockets of all kinds, below {@code /api} through {@code RedisSessions} and below {@code /own}
 * over a watch of which the test can see how many sessions it has.
 */
abstract class SocketFixture extends WebFixture {

  static final Duration BOUND = Duration.ofSeconds(8);
  static final Duration TOUCH = Duration.ofMinutes(1);

  final MutableClock clock = new MutableClock();
  final List<String> received = new CopyOnWriteArrayList<>();
  private final List<Object> clients = new CopyOnWriteArrayList<>();
  volatile Handler<BridgeEvent> bridgeHandler;
  SocketWatch watch;

  /** Looks so seldom that only what it is told of counts. */
  SocketWatch rare;

  @Override
  JsonObject config() {
    JsonObject config = super.config();
    config.getJsonObject("session").put("socketCheckMs", 100);
    return config;
  }

  @Override
  RedisSessions open() {
    return await(SessionsUnderTest.open(vertx, config(), clock));
  }

  @Override
  void routes(Router router) {
    watch = new SocketWatch(vertx, states(), Duration.ofMillis(100), bound -> bound / 2);
    rare = new SocketWatch(vertx, states(), Duration.ofHours(1), bound -> bound - 1);
    SessionSockets own = sockets(watch);
    SessionSockets seldom = sockets(rare);
    router
        .post("/login-as")
        .handler(
            ctx -> {
              User user = User.fromName(ctx.request().getParam("name"));
              answer(ctx, sessions.logIn(ctx, user));
            });
    router.route().handler(BodyHandler.create(false));
    router.get("/api/ws").handler(ctx -> opened(ctx, sessions.webSocket(ctx)));
    router.get("/own/ws").handler(ctx -> opened(ctx, own.webSocket(ctx)));
    router.get("/rare/ws").handler(ctx -> opened(ctx, seldom.webSocket(ctx)));
    router.get("/own/closing-ws").handler(ctx -> handled(ctx, own.webSocket(ctx)));
    router.get("/rare/events").handler(ctx -> events(ctx, seldom.stream(ctx)));
    router.get("/api/events").handler(ctx -> events(ctx, sessions.stream(ctx)));
    router.get("/own/events").handler(ctx -> events(ctx, own.stream(ctx)));
    router.route("/api/put-sock/*").handler(SocketFixture::put);
    router.route("/api/put-sock/*").subRouter(sockJs(sessions.sockJs(this::opened)));
    router.route("/api/sock/*").subRouter(sockJs(sessions.sockJs(this::opened)));
    router.route("/own/sock/*").subRouter(sockJs(own.sockJs(this::opened)));
    router.route("/api/bus/*").subRouter(bus(sessions.bridge(null)));
    router.route("/own/bus/*").subRouter(bus(own.bridge(event -> bridgeHandler.handle(event))));
  }

  private SessionStates states() {
    return ((RedisSessionStore) sessions.store()).states();
  }

  private SessionSockets sockets(SocketWatch whose) {
    return new SessionSockets(vertx, whose, (RedisSessionHandler) sessions.handler());
  }

  /** An application that wants to hear itself that its socket is closed. */
  private void handled(RoutingContext ctx, Future<ServerWebSocket> opening) {
    opening.onComplete(socket -> socket.closeHandler(v -> received.add("closed")), ctx::fail);
  }

  private static void events(RoutingContext ctx, Future<Void> ready) {
    ready.onComplete(v -> ctx.response().setChunked(true).write("data: 1\n\n"), ctx::fail);
  }

  private static void put(RoutingContext ctx) {
    ctx.session().put("n", "of this request");
    ctx.next();
  }

  private Router sockJs(Handler<SockJSSocket> handler) {
    return SockJSHandler.create(vertx).socketHandler(handler);
  }

  private Router bus(Handler<BridgeEvent> handler) {
    return SockJSHandler.create(vertx).bridge(new SockJSBridgeOptions(), handler);
  }

  private void opened(RoutingContext ctx, Future<ServerWebSocket> opening) {
    opening.onComplete(
        socket ->
            socket.textMessageHandler(
                text -> {
                  received.add(text);
                  ctx.session().put("n", text);
                  sessions
                      .store()
                      .put(ctx.session())
                      .onComplete(
                          v -> socket.writeTextMessage("stored"),
                          e -> socket.writeTextMessage(e.getClass().getSimpleName()));
                }),
        ctx::fail);
  }

  private void opened(SockJSSocket socket) {
    socket.handler(
        data -> {
          received.add(data.toString());
          socket.write(data);
        });
    socket.closeHandler(v -> received.add("closed"));
  }

  WebSocket connect(String path, Browser browser) {
    WebSocketConnectOptions options =
        new WebSocketConnectOptions().setHost("127.0.0.1").setPort(port).setURI(path);
    if (browser.cookie("sid") != null) {
      options.addHeader("Cookie", "sid=" + browser.cookie("sid"));
    }
    return await(kept(vertx.createWebSocketClient()).connect(options));
  }

  HttpRequest<Buffer> events(WebClient client, String path, Browser browser) {
    return client.get(port, "127.0.0.1", path).putHeader("Cookie", "sid=" + browser.cookie("sid"));
  }

  /** Keeps a client, for one that nobody refers to is closed with its connections. */
  <T> T kept(T client) {
    clients.add(client);
    return client;
  }

  Browser loggedIn() {
    Browser browser = browser();
    browser.post("/login");
    return browser;
  }

  /** The key of the only session. */
  String record() {
    assertThat(records()).hasSize(1);
    return (String) records().get(0);
  }

  long lastAccess() {
    return RawRecord.of(server(), record()).lastAccess();
  }

  static void closes(WebSocket socket) {
    eventually(BOUND, () -> assertThat(socket.isClosed()).isTrue());
  }

  static void closesWith(WebSocket socket, int status) {
    closes(socket);
    assertThat(socket.closeStatusCode()).isEqualTo((short) status);
  }

  /** Waits until sessions were looked up a number of times more. */
  void looks(int count) {
    try (CommandRecorder recorder = server().record()) {
      eventually(
          BOUND,
          () ->
              assertThat(recorder.names().stream().filter("HGETALL"::equals))
                  .hasSizeGreaterThanOrEqualTo(count));
    }
  }
}
