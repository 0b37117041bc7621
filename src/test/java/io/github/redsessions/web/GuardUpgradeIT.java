package io.github.redsessions.web;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TcpProxy;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Upgrades behind the guard: no handshake before Redis has the change. Rows F1, F4, D4. */
class GuardUpgradeIT extends GuardFixture {

  private static final Duration BOUND = Duration.ofSeconds(10);

  private static final List<String> HANDSHAKE =
      List.of(
          "Host: localhost",
          "Upgrade: websocket",
          "Connection: Upgrade",
          "Sec-WebSocket-Version: 13",
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");

  private final RedisServer own = RedisServer.start();
  private final TcpProxy proxy = TcpProxy.to(own.port());
  private final List<String> seen = new CopyOnWriteArrayList<>();

  @Override
  RedisServer server() {
    return own;
  }

  @Override
  JsonObject config() {
    JsonObject config = super.config();
    return config.put("redis", TestConfig.redis(proxy.uri()).put("commandTimeoutMs", 10_000));
  }

  @Override
  void routes(Router router) {
    router.get("/socket").handler(this::socket);
    router
        .get("/rotated-socket")
        .handler(
            ctx -> {
              ctx.session().regenerateId();
              socket(ctx);
            });
    router
        .get("/destroyed-socket")
        .handler(
            ctx -> {
              ctx.session().destroy();
              socket(ctx);
            });
    router
        .get("/committed-socket")
        .handler(ctx -> sessions.commit(ctx).onComplete(v -> socket(ctx), ctx::fail));
    router
        .get("/answered-socket")
        .handler(
            ctx -> {
              socket(ctx);
              ctx.end("answered meanwhile");
              socket(ctx);
              ctx.request().toNetSocket().onFailure(e -> seen.add("refused"));
            });
    router
        .get("/plain-socket")
        .handler(
            ctx -> {
              ctx.response().putHeader("X-Own", "1");
              ctx.request()
                  .toNetSocket()
                  .onComplete(socket -> socket.end(Buffer.buffer("plain")), ctx::fail);
            });
    router
        .route("/sockjs/*")
        .subRouter(
            SockJSHandler.create(vertx)
                .socketHandler(socket -> socket.handler(buffer -> socket.write("echo " + buffer))));
  }

  private void socket(RoutingContext ctx) {
    ctx.request()
        .toWebSocket()
        .onComplete(
            socket -> {
              seen.add("open");
              socket.textMessageHandler(text -> socket.writeTextMessage("echo " + text));
            },
            e -> {
              seen.add("refused");
              ctx.fail(e);
            });
  }

  @AfterEach
  void stopServer() {
    proxy.close();
    own.close();
  }

  private Future<WebSocket> connect(WebSocketClient client, String target, String cookie) {
    WebSocketConnectOptions options =
        new WebSocketConnectOptions().setHost("127.0.0.1").setPort(guarded).setURI(target);
    if (cookie != null) {
      options.addHeader("Cookie", "sid=" + cookie);
    }
    return client.connect(options);
  }

  /** Opens a socket, sends a message over it, and gives what the handshake's answer set. */
  private List<String> cookiesOfAnEcho(String target, String cookie, String message) {
    WebSocketClient client = vertx.createWebSocketClient();
    WebSocket socket = await(connect(client, target, cookie));
    List<String> answers = new CopyOnWriteArrayList<>();
    socket.handler(buffer -> answers.add(buffer.toString()));
    await(socket.writeTextMessage(message));
    eventually(BOUND, () -> assertThat(answers).anyMatch(text -> text.contains("echo hello")));
    List<String> cookies = socket.headers().getAll("Set-Cookie");
    await(socket.close());
    await(client.close());
    return cookies;
  }

  private static String value(List<String> cookies) {
    assertThat(cookies).singleElement().asString().startsWith("sid=").contains("HTTPOnly");
    return cookies.get(0).split(";", 2)[0].substring("sid=".length());
  }

  @Test
  void f4_newSession_isStored_andItsCookieIsInTheHandshake() {
    for (String target : List.of("/socket", "/committed-socket")) {
      String id = value(cookiesOfAnEcho(target + "?n=new", null, "hello"));
      assertThat(stored()).as(target).contains("new");
      assertThat(browser().setCookie("sid", id).get("/s/end?n=same").cookies()).isEmpty();
    }
  }

  @Test
  void f4_changeOfAKnownSession_isStored_withoutACookie() {
    assertThat(cookiesOfAnEcho("/socket?n=2", visitor().cookie("sid"), "hello")).isEmpty();
    assertThat(stored()).containsExactly("2");
  }

  @Test
  void f1_rotation_isInTheHandshake_andTheOldIdIsDead() {
    Browser visitor = visitor();
    String old = visitor.cookie("sid");
    String id = value(cookiesOfAnEcho("/rotated-socket", old, "hello"));
    assertThat(id).isNotEqualTo(old);
    browser().setCookie("sid", old).get("/s/end?n=old");
    assertThat(stored()).containsExactly("first");
    visitor.setCookie("sid", id).get("/s/end?n=id");
    assertThat(stored()).containsExactly("id");
  }

  @Test
  void destruction_isInTheHandshake() {
    assertThat(cookiesOfAnEcho("/destroyed-socket", visitor().cookie("sid"), "hello"))
        .singleElement()
        .asString()
        .contains("Max-Age=0");
    assertThat(stored()).isEmpty();
  }

  @Test
  void f4_sockJs_overRawWebSocketsAndItsOwnTransport() {
    String raw = "/sockjs/websocket?n=";
    assertThat(value(cookiesOfAnEcho(raw + "new", null, "hello"))).isNotEmpty();
    assertThat(cookiesOfAnEcho(raw + "2", visitor().cookie("sid"), "hello")).isEmpty();
    String framed = "/sockjs/000/abcdefgh/websocket?n=";
    assertThat(value(cookiesOfAnEcho(framed + "own", null, "[\"hello\"]"))).isNotEmpty();
    assertThat(stored()).containsExactlyInAnyOrder("new", "2", "own");
  }

  @Test
  void f4_noHandshake_beforeTheWriteIsAcknowledged() {
    String cookie = visitor().cookie("sid");
    try (RawHttp http = stalled("/socket?n=waits", cookie)) {
      assertThat(http.available()).isZero();
      assertThat(stored()).containsExactly("first");
      assertThat(seen).isEmpty();
      proxy.resume();
      assertThat(http.read(12)).isEqualTo("HTTP/1.1 101");
      assertThat(stored()).containsExactly("waits");
    } finally {
      proxy.resume();
    }
  }

  @Test
  void unchangedSession_isNotWaitedFor() {
    String cookie = visitor().cookie("sid");
    beforeAnswer = proxy::pause;
    try (RawHttp http = handshake("/socket?read", cookie)) {
      assertThat(http.read(12)).isEqualTo("HTTP/1.1 101");
    } finally {
      proxy.resume();
    }
  }

  @Test
  void d4_f4_changeThatCanNotBeStored_isRefusedInPlaceOfTheHandshake() {
    String cookie = visitor().cookie("sid");
    own.command("CONFIG", "SET", "maxmemory", "1");
    for (String known : new String[] {cookie, null}) {
      for (String target : List.of("/socket?n=2", "/sockjs/websocket?n=2", "/plain-socket?n=2")) {
        try (RawHttp http = handshake(target, known)) {
          // The connection is an ordinary one still.
          http.send("GET /static HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
          String answers = http.readAll();
          assertThat(answers)
              .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
              .contains("retry-after: 1", "application/problem+json", "could not be stored")
              .endsWith("static")
              .doesNotContainIgnoringCase("set-cookie", "sec-websocket", "x-own", "101");
        }
      }
    }
    WebSocketClient client = vertx.createWebSocketClient();
    assertThat(failureOf(connect(client, "/socket?n=2", cookie)))
        .isInstanceOfSatisfying(
            UpgradeRejectedException.class, e -> assertThat(e.getStatus()).isEqualTo(503));
    assertThat(seen).containsOnly("refused");
    assertThat(stored()).containsExactly("first");
  }

  @Test
  void answerMeanwhile_isTheOneThatIsSent() {
    String cookie = visitor().cookie("sid");
    try (RawHttp http = stalled("/answered-socket?n=2", cookie)) {
      proxy.resume();
      http.send("GET /static HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      assertThat(http.readAll())
          .startsWith("HTTP/1.1 200 OK")
          .contains("answered meanwhile")
          .endsWith("static");
      eventually(BOUND, () -> assertThat(seen).containsExactly("refused", "refused", "refused"));
    } finally {
      proxy.resume();
    }
  }

  @Test
  void whatCanNotBeUpgraded_isAnsweredAsWithoutTheGuard() {
    String head = "GET /socket?n=2 HTTP/1.1\r\nX-Run: 1\r\n";
    String request = head + "Host: localhost\r\n\r\n" + head.replace("socket", "s/end");
    request += "Host: localhost\r\nConnection: close\r\n\r\n";
    String expected = RawHttp.exchange(bare, request);
    assertThat(expected).startsWith("HTTP/1.1 400");
    assertThat(RawHttp.exchange(guarded, request).replaceAll("sid=[^;]+", ""))
        .isEqualTo(expected.replaceAll("sid=[^;]+", ""));
  }

  /** The version is looked at only after the commit. */
  @Test
  void c6_handshakeThatFailsAfterTheCommit_hasTheCookieOnce() {
    String cookie = visitor().cookie("sid");
    try (RawHttp http = new RawHttp(guarded)) {
      http.send("GET /rotated-socket HTTP/1.1\r\nCookie: sid=" + cookie + "\r\n");
      http.send(String.join("\r\n", HANDSHAKE).replace("Version: 13", "Version: 99"));
      http.send("\r\n\r\nGET /static HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      assertThat(http.readAll())
          .startsWith("HTTP/1.1 4")
          .containsOnlyOnce("set-cookie: sid=")
          .doesNotContain(cookie);
    }
  }

  @Test
  void f4_plainSocket_waitsToo_andItsHeadHasTheCookie() {
    String cookie = visitor().cookie("sid");
    try (RawHttp http = stalled("/plain-socket?n=waits", cookie)) {
      assertThat(http.available()).isZero();
      proxy.resume();
      assertThat(http.readAll())
          .startsWith("HTTP/1.1 101")
          .contains("X-Own: 1", "X-Headers-End: yes")
          .endsWith("plain");
      assertThat(stored()).containsExactly("waits");
    } finally {
      proxy.resume();
    }
    beforeAnswer = () -> {};
    try (RawHttp http = handshake("/plain-socket?n=new", null)) {
      assertThat(http.readAll()).contains("set-cookie: sid=").endsWith("plain");
    }
  }

  private RawHttp handshake(String target, String cookie) {
    String known = cookie == null ? "" : "Cookie: sid=" + cookie + "\r\n";
    String head = String.join("\r\n", HANDSHAKE) + "\r\n";
    return new RawHttp(guarded).send("GET " + target + " HTTP/1.1\r\n" + head + known + "\r\n");
  }

  /** Returns when the change of a handshake is on the way to a Redis that doesn't answer. */
  private RawHttp stalled(String target, String cookie) {
    long before = proxy.chunks();
    beforeAnswer = proxy::pause;
    RawHttp http = handshake(target, cookie);
    // HGETALL, and the change itself.
    eventually(BOUND, () -> assertThat(proxy.chunks() - before).isGreaterThanOrEqualTo(2));
    RawHttp.exchange(
        guarded, "GET /static HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    return http;
  }
}
