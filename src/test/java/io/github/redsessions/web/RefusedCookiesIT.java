package io.github.redsessions.web;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.CommandRecorder;
import io.github.redsessions.testkit.Eventually;
import io.github.redsessions.testkit.LogCapture;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Session cookies that must not be taken for one, over a raw socket, since no client sends them.
 * Rows C7, C8, G6, A3.
 */
class RefusedCookiesIT extends WebFixture {

  private final Queue<JsonObject> audit = new ConcurrentLinkedQueue<>();
  private String id;
  private HttpClient http2;

  @Override
  JsonObject config() {
    return super.config().put("cookie", new JsonObject());
  }

  @Override
  void routes(Router router) {
    router.get("/reroute").handler(ctx -> ctx.reroute("/who"));
    router
        .post("/form")
        .handler(BodyHandler.create(false))
        .handler(ctx -> ctx.end(ctx.user() == null ? "nobody" : ctx.user().subject()));
  }

  @BeforeEach
  void logIn() {
    vertx
        .eventBus()
        .<JsonObject>consumer(RedisSessions.AUDIT_ADDRESS, message -> audit.add(message.body()));
    Browser browser = browser();
    browser.post("/login");
    id = browser.cookie("__Host-sid");
    Eventually.eventually(Duration.ofSeconds(10), () -> assertThat(audit).isNotEmpty());
    audit.clear();
  }

  @Test
  void theCookieAsBrowsersSendIt_isTaken() throws IOException {
    assertThat(send("GET /who", "Cookie: a=b; __Host-sid=" + id)).endsWith("\r\n\r\nalice");
    assertThat(send("GET /reroute", "Cookie: __Host-sid=" + id)).endsWith("\r\n\r\nalice");
    assertThat(audit).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "duplicate, Cookie: __Host-sid=ID; __Host-sid=ID",
    "duplicate, Cookie: __Host-sid=ID; __Host-sid=other",
    "duplicate, Cookie: __Host-sid=other; __Host-sid=ID",
    "duplicate, Cookie: __Host-sid=ID|Cookie: __Host-sid=ID",
    "duplicate, Cookie: __Host-sid=ID|cookie: a=b; __Host-sid=other",
    "case, Cookie: __host-sid=ID",
    "case, Cookie: __Host-sid=ID; __host-sid=ID",
    "version, Cookie: $Version=1; __Host-sid=ID; $Path=/",
    "version, Cookie: $Version=\"1\"; __Host-sid=ID",
    "nameless, Cookie: =__Host-sid=ID",
    "nameless, Cookie: __Host-sid=ID; =__Host-sid=ID",
    "quoted, Cookie: __Host-sid=\"ID\"",
    "malformed, 'Cookie: ,__Host-sid=ID'",
    "malformed, 'Cookie: a=b; , __Host-sid=ID'",
    "malformed, 'Cookie: __Host-sid =ID'",
    "malformed, Cookie: a=b|Cookie: __Host-sid=ID",
    "malformed, Cookie: __Host-sid=other x"
  })
  void c7_c8_whatIsNotExactlyOneCookie_isAnonymousAndAudited(String reason, String headers)
      throws IOException {
    String answer;
    String log;
    try (CommandRecorder recorder = server().record();
        LogCapture capture = new LogCapture()) {
      answer = send("GET /who", headers.replace("ID", id).split("\\|", -1));
      assertThat(recorder.names()).isEmpty();
      log = capture.text();
    }

    assertThat(answer).startsWith("HTTP/1.1 200").endsWith("\r\n\r\nnobody");
    assertThat(answer.toLowerCase(Locale.ROOT)).doesNotContain("set-cookie");
    Eventually.eventually(
        Duration.ofSeconds(10),
        () ->
            assertThat(audit)
                .singleElement()
                .satisfies(
                    event ->
                        assertThat(event)
                            .contains(
                                Map.entry("event", "session.cookie.refused"),
                                Map.entry("reason", reason),
                                Map.entry("path", "/who"))));
    assertThat(log).containsOnlyOnce("session.cookie.refused").doesNotContain(id);
  }

  @Test
  void refusedRequest_thatWrites_getsASessionOfItsOwn() throws IOException {
    String answer = send("GET /put?n=1", "Cookie: __Host-sid=" + id + "; __Host-sid=" + id);

    assertThat(answer).containsOnlyOnce("__Host-sid=").doesNotContain(id);
    assertThat(records()).hasSize(2);
  }

  @Test
  void refusedRequest_thatIsRerouted_isAuditedOnce() throws IOException {
    assertThat(send("GET /reroute", "Cookie: __Host-sid=" + id + "; __Host-sid=" + id))
        .endsWith("nobody");
    Eventually.eventually(Duration.ofSeconds(10), () -> assertThat(audit).hasSize(1));
  }

  /** HTTP/2 lets a browser send every cookie in a header of its own. */
  @Test
  void cookiesInManyHeadersOfHttp2_areOneList() {
    int h2 =
        await(
                vertx
                    .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(true))
                    .requestHandler(router)
                    .listen(0, "127.0.0.1"))
            .actualPort();
    HttpClientOptions options =
        new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setHttp2ClearTextUpgrade(false);
    // In a field, since Vert.x closes a client that is garbage.
    http2 = vertx.createHttpClient(options);
    assertThat(overHttp2(h2, "a=b", "__Host-sid=" + id)).isEqualTo("alice");
    assertThat(overHttp2(h2, "__Host-sid=" + id, "__Host-sid=" + id)).isEqualTo("nobody");
  }

  @Test
  void g6_idAnywhereButInTheCookie_isIgnored() throws IOException {
    for (String request :
        List.of(
            "GET /who?__Host-sid=" + id,
            "GET /who?sid=" + id,
            "GET /who;__Host-sid=" + id,
            "GET /who;jsessionid=" + id,
            "GET /(" + id + ")/who",
            "GET /who?(" + id + ")")) {
      assertThat(send(request)).doesNotContain("alice");
    }
    for (String header : List.of("__Host-sid: ", "Authorization: Bearer ", "X-Session-Id: ")) {
      assertThat(send("GET /who", header + id)).endsWith("nobody");
    }
    assertThat(send("GET /who", "Set-Cookie: __Host-sid=" + id)).endsWith("nobody");
    String form = "__Host-sid=" + id;
    assertThat(
            send(
                "POST /form",
                "Content-Type: application/x-www-form-urlencoded",
                "Content-Length: " + form.length() + "\r\n\r\n" + form))
        .endsWith("nobody");
    assertThat(audit).isEmpty();
  }

  private String overHttp2(int h2, String... cookies) {
    RequestOptions request =
        new RequestOptions().setMethod(HttpMethod.GET).setHost("127.0.0.1").setPort(h2);
    return await(
            http2
                .request(request.setURI("/who"))
                .compose(
                    sent -> {
                      Stream.of(cookies).forEach(c -> sent.headers().add("Cookie", c));
                      return sent.send();
                    })
                .compose(response -> response.body()))
        .toString();
  }

  /** Sends a request as it stands and gives the whole answer. */
  private String send(String request, String... headers) throws IOException {
    Buffer bytes = Buffer.buffer(request + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
    for (String header : headers) {
      bytes.appendString(header).appendString("\r\n");
    }
    bytes.appendString("\r\n");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(bytes.getBytes());
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
