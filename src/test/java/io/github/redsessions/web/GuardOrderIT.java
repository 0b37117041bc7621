package io.github.redsessions.web;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.LogCapture;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TcpProxy;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** No byte of a response before Redis has acknowledged the change. Row F4. */
class GuardOrderIT extends GuardFixture {

  private static final Duration BOUND = Duration.ofSeconds(10);

  private final TcpProxy proxy = TcpProxy.to(RedisServer.shared().port());
  private final List<String> seen = new CopyOnWriteArrayList<>();

  /** Vert.x closes a client, and its connections, that nobody holds on to. */
  private final List<HttpClient> clients = new ArrayList<>();

  @Override
  JsonObject config() {
    JsonObject config = super.config();
    return config.put("redis", TestConfig.redis(proxy.uri()).put("commandTimeoutMs", 10_000));
  }

  @Override
  void routes(Router router) {
    router.get("/reset").handler(this::reset);
    router.get("/pressure").handler(this::pressure);
    router
        .get("/rotate")
        .handler(
            ctx -> {
              ctx.session().regenerateId();
              ctx.end("rotated");
            });
    router
        .get("/destroy")
        .handler(
            ctx -> {
              ctx.session().destroy();
              ctx.end("destroyed");
            });
  }

  @AfterEach
  void closeProxy() {
    proxy.close();
  }

  @Test
  void noByteBeforeTheWriteIsAcknowledged_inEveryShape() {
    String cookie = visitor().cookie("sid");
    SoftAssertions.assertSoftly(
        softly -> {
          List<String> silent = new ArrayList<>(shapes.successful());
          silent.removeAll(ResponseShapes.INTERIM);
          for (String shape : silent) {
            try (RawHttp http = stalled("GET", "/s/" + shape + "?n=" + shape, cookie)) {
              softly.assertThat(http.available()).as(shape).isZero();
              softly.assertThat(stored()).as(shape).doesNotContain(shape);
              proxy.resume();
              softly.assertThat(http.readAll()).as(shape).contains("\r\n\r\n");
              softly.assertThat(stored()).as(shape).contains(shape);
            } finally {
              proxy.resume();
            }
          }
        });
  }

  @Test
  void interimResponses_doNotWait_butTheResponseDoes() {
    for (String shape : ResponseShapes.INTERIM) {
      try (RawHttp http = stalled("GET", "/s/" + shape + "?n=" + shape, visitor().cookie("sid"))) {
        assertThat(http.read(http.available())).startsWith("HTTP/1.1 10").doesNotContain(" 200 ");
        proxy.resume();
        assertThat(http.readAll()).startsWith("HTTP/1.1 200 OK");
      } finally {
        proxy.resume();
      }
    }
  }

  @Test
  void rotationAndDestruction_areWaitedForToo() {
    for (String path : List.of("/rotate", "/destroy")) {
      try (RawHttp http = stalled("GET", path, visitor().cookie("sid"))) {
        assertThat(http.available()).as(path).isZero();
        proxy.resume();
        assertThat(http.readAll()).contains("set-cookie: sid=");
      } finally {
        proxy.resume();
      }
    }
  }

  @Test
  void unchangedSession_isNotWaitedFor_andCostsNoCommand() {
    Browser visitor = visitor();
    long before = proxy.chunks();
    beforeAnswer = proxy::pause;
    try {
      assertThat(visitor.get("/s/endString?read").bodyAsString()).isEqualTo("text");
    } finally {
      proxy.resume();
    }
    assertThat(proxy.chunks() - before).as("HGETALL alone").isEqualTo(1);
  }

  @Test
  void pipelinedRequests_areAnsweredInTheirOrder() {
    String cookie = visitor().cookie("sid");
    String head = " HTTP/1.1\r\nHost: localhost\r\nCookie: sid=" + cookie + "\r\n";
    String answers =
        RawHttp.exchange(
            guarded,
            "GET /s/chunked?n=1"
                + head
                + "\r\n"
                + "GET /s/ctxEnd?read"
                + head
                + "\r\n"
                + "GET /s/endString?n=2"
                + head
                + "Connection: close\r\n\r\n");
    assertThat(answers).containsSubsequence("one ", "three", "by the context", "text");
    assertThat(stored()).containsExactly("2");
  }

  @Test
  void http2_aStreamThatWaits_holdsUpNoOther() {
    HttpClient client = http2Client();
    String cookie = visitor().cookie("sid");
    beforeAnswer = proxy::pause;
    try {
      Future<Buffer> waiting = body(client, "/s/chunked?n=1", cookie);
      eventually(BOUND, () -> assertThat(calls.get("null")).contains("head null"));
      assertThat(await(body(client, "/static", cookie))).hasToString("static");
      assertThat(waiting.isComplete()).isFalse();
      proxy.resume();
      assertThat(await(waiting)).hasToString("one two three");
    } finally {
      proxy.resume();
    }
  }

  @Test
  void clientThatLeaves_hasItsChangeStored_andNothingIsLogged() {
    String cookie = visitor().cookie("sid");
    try (LogCapture log = new LogCapture()) {
      for (String shape : List.of("end", "chunked", "sendFile", "stream")) {
        stalled("GET", "/s/" + shape + "?n=" + shape, cookie).close();
        sync();
        proxy.resume();
        eventually(BOUND, () -> assertThat(stored()).containsExactly(shape));
      }
      sync();
      assertThat(log.text()).doesNotContain("ERROR ", "WARN ");
    } finally {
      proxy.resume();
    }
  }

  @Test
  void reset_sendsNothing_andStoresTheChange() {
    try (RawHttp http = stalled("GET", "/reset?n=reset", visitor().cookie("sid"))) {
      assertThat(http.readAll()).isEmpty();
      assertThat(seen).containsExactly("the write failed");
      proxy.resume();
      eventually(BOUND, () -> assertThat(stored()).containsExactly("reset"));
    } finally {
      proxy.resume();
    }
  }

  @Test
  void http2_reset_sendsNothing() {
    String cookie = visitor().cookie("sid");
    beforeAnswer = proxy::pause;
    try {
      assertThat(failureOf(body(http2Client(), "/reset?n=reset", cookie)))
          .isInstanceOf(StreamResetException.class);
    } finally {
      proxy.resume();
    }
  }

  @Test
  void whileWaiting_theQueueIsFull_andItDrainsAfterwards() {
    try (RawHttp http = stalled("GET", "/pressure?n=1", visitor().cookie("sid"))) {
      assertThat(seen).containsExactly("full true");
      proxy.resume();
      assertThat(http.readAll()).contains("first", "second");
      assertThat(seen).containsExactly("full true", "drained, full false");
    } finally {
      proxy.resume();
    }
  }

  /** Sends a request and returns when its change is on the way to a Redis that doesn't answer. */
  private RawHttp stalled(String method, String target, String cookie) {
    long before = proxy.chunks();
    beforeAnswer = proxy::pause;
    RawHttp http = new RawHttp(guarded);
    http.send(
        method
            + " "
            + target
            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: sid="
            + cookie
            + "\r\n\r\n");
    // HGETALL, and the change itself.
    eventually(BOUND, () -> assertThat(proxy.chunks() - before).isGreaterThanOrEqualTo(2));
    sync();
    return http;
  }

  /**
   * Returns when the event loop has done what it had to do, an answer's way to a client included.
   */
  private void sync() {
    RawHttp.exchange(
        guarded, "GET /static HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  }

  private HttpClient http2Client() {
    HttpClient client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false));
    clients.add(client);
    return client;
  }

  private Future<Buffer> body(HttpClient client, String target, String cookie) {
    return client
        .request(HttpMethod.GET, guarded, "127.0.0.1", target)
        .map(request -> request.putHeader("Cookie", "sid=" + cookie))
        .compose(request -> request.send().compose(response -> response.body()));
  }

  private void reset(RoutingContext ctx) {
    HttpServerResponse response = ctx.response().setChunked(true);
    response.write("never seen").onFailure(e -> seen.add("the write failed"));
    response.reset();
  }

  private void pressure(RoutingContext ctx) {
    HttpServerResponse response = ctx.response().setChunked(true);
    response.write("first");
    seen.add("full " + response.writeQueueFull());
    response.drainHandler(
        v -> {
          seen.add("drained, full " + response.writeQueueFull());
          response.end("second");
        });
  }
}
