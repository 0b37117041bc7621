package io.github.redsessions.web;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.FileUpload;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The guard changes when a response leaves and nothing else: every shape of a response, through it
 * and without it. Row F4.
 */
class GuardSameIT extends GuardFixture {

  private static final Duration BOUND = Duration.ofSeconds(10);

  private static final String CHANGED = "?n=";

  /** What a request does to the session: there is none yet, it is changed, it is only read. */
  private static final List<String> SESSIONS = List.of("new", CHANGED, "?read");

  private int runs;

  @Override
  void routes(Router router) {
    router
        .post("/upload")
        .handler(BodyHandler.create(directory.resolve("uploads").toString()))
        .handler(
            ctx -> {
              FileUpload upload = ctx.fileUploads().get(0);
              ctx.end(upload.fileName() + " " + upload.size() + " bytes");
            });
  }

  @Test
  void http1_sameBytes_sameCalls_sameStates() {
    String cookie = visitor().cookie("sid");
    SoftAssertions.assertSoftly(
        softly -> {
          for (String session : SESSIONS) {
            for (String path : paths()) {
              for (String request : requests(path, session, cookie)) {
                compare(softly, session + " " + request, false, port -> http1(port, request));
              }
            }
          }
        });
  }

  @Test
  void http2_sameHeadBodyTrailers_sameCalls_sameStates() {
    String cookie = visitor().cookie("sid");
    SoftAssertions.assertSoftly(
        softly -> {
          for (String session : SESSIONS) {
            for (String path : paths()) {
              HttpClient client = http2Client();
              for (HttpMethod method : methods(session)) {
                String sent = session.equals("new") ? null : cookie;
                String target = target(path, session);
                compare(
                    softly,
                    method + " " + target,
                    true,
                    port -> http2(client, port, method, target, sent));
              }
              await(client.close());
            }
          }
        });
  }

  @Test
  void uploads_arriveWhole() {
    String cookie = visitor().cookie("sid");
    String body =
        String.join(
            "\r\n",
            "--b",
            "Content-Disposition: form-data; name=\"file\"; filename=\"a.txt\"",
            "Content-Type: text/plain",
            "",
            "0123456789".repeat(20_000),
            "--b--",
            "");
    SoftAssertions.assertSoftly(
        softly -> {
          for (String session : SESSIONS) {
            String head = requests("/upload", session, cookie).get(0).replace("GET", "POST");
            String request =
                head.substring(0, head.length() - 2)
                    + "Content-Type: multipart/form-data; boundary=b\r\n"
                    + "Content-Length: %d\r\n\r\n".formatted(body.length())
                    + body;
            compare(softly, session + " upload", false, port -> http1(port, request));
            softly.assertThat(http1(guarded, request)).contains("a.txt 200000 bytes");
          }
        });
  }

  /** Asks both servers the same, and waits until their routes have seen the same. */
  private void compare(
      SoftAssertions softly, String what, boolean http2, IntFunction<String> request) {
    String expected = request.apply(bare);
    String expectedRun = Integer.toString(runs);
    softly.assertThat(request.apply(guarded)).as("%s", what).isEqualTo(expected);
    String run = Integer.toString(runs);
    softly
        .assertThatCode(
            () ->
                eventually(
                    BOUND, () -> assertThat(seen(run, http2)).isEqualTo(seen(expectedRun, http2))))
        .as("%s", what)
        .doesNotThrowAnyException();
  }

  /**
   * What a route has seen: the calls of its handlers in their order, and what the response said.
   * That a future is completed is no part of that order: it may come before the handlers or after
   * them, with and without the guard. Over HTTP/2 neither is the end of the stream: without the
   * guard too it comes before the body's end when the answer is written out at once, which it is
   * unless the server is just then reading from that connection.
   */
  private List<Object> seen(String run, boolean http2) {
    // HTTP/2 calls an end a failed one when the stream happens to be closed already.
    List<String> all = calls.get(run).stream().map(call -> call.replace("failed ", "")).toList();
    assertThat(all).contains("body", "end");
    List<String> handlers =
        all.stream()
            .filter(call -> !call.endsWith("sent") && !(http2 && call.equals("end")))
            .toList();
    return List.of(handlers, Set.copyOf(all), notes.get(run));
  }

  private HttpClient http2Client() {
    return vertx.createHttpClient(
        new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setHttp2ClearTextUpgrade(false));
  }

  private List<String> paths() {
    List<String> paths = new ArrayList<>();
    shapes.all().keySet().forEach(name -> paths.add("/s/" + name));
    paths.addAll(List.of("/files/page.html", "/files/none.html", "/none", "/static"));
    return paths;
  }

  private static List<String> requests(String path, String session, String cookie) {
    String known = session.equals("new") ? "" : "Cookie: sid=" + cookie + "\r\n";
    String http10 = target(path, session) + " HTTP/1.0\r\nX-Run: %1$s\r\n" + known;
    String http11 = http10.replace("HTTP/1.0", "HTTP/1.1") + "Host: localhost\r\n";
    List<String> requests =
        new ArrayList<>(List.of("GET " + http11 + "\r\n", "HEAD " + http11 + "\r\n"));
    if (session.equals(CHANGED)) {
      // Only what is held can get them wrong.
      requests.addAll(
          List.of(
              "GET " + http11 + "Connection: close\r\n\r\n",
              "GET " + http10 + "\r\n",
              "GET " + http10 + "Connection: keep-alive\r\n\r\n",
              "GET " + http11 + "Range: bytes=5-9\r\n\r\n",
              "POST " + http11 + "Expect: 100-continue\r\nContent-Length: 4\r\n\r\nbody",
              "POST " + http11 + "Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n"));
    }
    return requests;
  }

  private static List<HttpMethod> methods(String session) {
    return session.equals(CHANGED)
        ? List.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST)
        : List.of(HttpMethod.GET);
  }

  /** The target for a run that is to be filled in: each changes the session anew. */
  private static String target(String path, String session) {
    return switch (session) {
      case CHANGED, "new" -> path + "?n=%1$s";
      default -> path + session;
    };
  }

  private String http1(int port, String request) {
    String run = Integer.toString(++runs);
    // A second request on the same connection: it ends it, and its answer must be the last.
    String last = "GET /static HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    return normal(RawHttp.exchange(port, request.formatted(run) + last));
  }

  private String http2(
      HttpClient client, int port, HttpMethod method, String target, @Nullable String cookie) {
    String run = Integer.toString(++runs);
    List<String> pushes = new CopyOnWriteArrayList<>();
    RequestOptions options =
        new RequestOptions()
            .setMethod(method)
            .setHost("127.0.0.1")
            .setPort(port)
            .setURI(target.formatted(run))
            .putHeader("X-Run", run);
    if (cookie != null) {
      options.putHeader("Cookie", "sid=" + cookie);
    }
    // In one chain on the event loop: the body would be gone when this thread asks for it.
    return await(
            client
                .request(options)
                .compose(
                    request ->
                        request
                            .pushHandler(pushed -> pushes.add(pushed.path()))
                            .send(method.equals(HttpMethod.POST) ? "body" : "")
                            .compose(
                                response -> response.body().map(body -> text(response, body)))))
        + pushes;
  }

  private static String text(HttpClientResponse response, Buffer body) {
    return response.statusCode()
        + normal(response.headers().entries().toString())
        + body
        + response.trailers().entries();
  }

  private static String normal(String answer) {
    // The two answers may lie on both sides of a second.
    return answer
        .replaceAll("sid=[\\w.-]{60,}", "sid=*")
        .replaceAll("(?i)\\b(date[:=] ?)\\w{3}, \\d\\d \\w{3} \\d{4} [\\d:]{8} GMT", "$1*");
  }
}
