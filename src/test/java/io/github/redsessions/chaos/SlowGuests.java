package io.github.redsessions.chaos;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Guests who need no hurry: those who hold a WebSocket, which the service closes after the logout,
 * and those of the login service, who change their passwords. Each round is counted under what it
 * was, or under what went wrong.
 */
final class SlowGuests {

  private static final String HOST = "127.0.0.1";
  private static final String FIRST = "correct-horse-battery-staple";
  private static final String SECOND = "seven-quiet-otters-paint-a-barn";
  private static final int LOGIN_PAUSE_MS = 2_000;
  private static final int SOCKET_PAUSE_MS = 100;

  private final Vertx vertx;
  private final int port;
  private final int loginPort;
  private final WebClient client;
  private final WebSocketClient sockets;
  private final Map<String, Long> rounds = new ConcurrentHashMap<>();
  private volatile boolean stopped;

  SlowGuests(Vertx vertx, int port, int loginPort) {
    this.vertx = vertx;
    this.port = port;
    this.loginPort = loginPort;
    this.client = WebClient.create(vertx, new WebClientOptions().setFollowRedirects(false));
    this.sockets = vertx.createWebSocketClient();
  }

  /** Returns at once. */
  void start(int withSockets) {
    for (int i = 0; i < withSockets; i++) {
      String user = "socket" + i;
      again("socket", SOCKET_PAUSE_MS, () -> holdSocket(user));
    }
    String[] password = {FIRST, SECOND};
    again("password", LOGIN_PAUSE_MS, () -> changePassword("alice", password));
    again("guess", LOGIN_PAUSE_MS, () -> guess("nobody"));
  }

  /** How many rounds there were of each kind. */
  Map<String, Long> rounds() {
    return new TreeMap<>(rounds);
  }

  void stop() {
    stopped = true;
  }

  private interface Round {
    Future<?> run();
  }

  private void again(String name, int pauseMs, Round round) {
    if (!stopped) {
      round
          .run()
          .onComplete(
              v -> {
                rounds.merge(name, 1L, Long::sum);
                vertx.setTimer(pauseMs, t -> again(name, pauseMs, round));
              },
              e -> {
                if (!stopped) {
                  rounds.merge(name + " failed: " + e, 1L, Long::sum);
                }
                vertx.setTimer(pauseMs, t -> again(name, pauseMs, round));
              });
    }
  }

  private Future<Void> holdSocket(String user) {
    return client
        .get(port, HOST, "/app/login?user=" + user)
        .send()
        .map(answer -> expect(answer, 200))
        .compose(
            cookie ->
                sockets
                    .connect(
                        new WebSocketConnectOptions()
                            .setHost(HOST)
                            .setPort(port)
                            .setURI("/app/socket")
                            .addHeader("Cookie", cookie))
                    .compose(socket -> talk(socket, cookie)));
  }

  private Future<Void> talk(WebSocket socket, String cookie) {
    Promise<Void> stored = Promise.promise();
    Promise<Void> closed = Promise.promise();
    socket.textMessageHandler(text -> stored.tryComplete());
    socket.closeHandler(
        v -> {
          stored.tryFail("closed before it was stored");
          closed.tryComplete();
        });
    return socket
        .writeTextMessage("hello")
        .compose(v -> stored.future())
        .compose(v -> client.get(port, HOST, "/app/logout").putHeader("Cookie", cookie).send())
        .map(answer -> expect(answer, 200))
        .compose(v -> closed.future());
  }

  /** Logs in, chooses the other password, and logs out. */
  private Future<Void> changePassword(String user, String[] password) {
    String[] cookie = {""};
    return login(user, password[0])
        .compose(
            answer -> {
              cookie[0] = expect(answer, 200);
              return send(HttpMethod.GET, "/me", cookie[0], null);
            })
        .compose(
            answer -> {
              expect(answer, 200);
              JsonObject change =
                  new JsonObject().put("current", password[0]).put("new", password[1]);
              return send(HttpMethod.POST, "/password", cookie[0], change);
            })
        .compose(
            answer -> {
              cookie[0] = expect(answer, 204);
              String old = password[0];
              password[0] = password[1];
              password[1] = old;
              return send(HttpMethod.POST, "/logout", cookie[0], new JsonObject());
            })
        .mapEmpty();
  }

  private Future<Void> guess(String user) {
    return login(user, "wrong-" + System.nanoTime())
        .compose(
            answer ->
                answer.statusCode() == 401 || answer.statusCode() == 429
                    ? Future.succeededFuture()
                    : Future.failedFuture("status " + answer.statusCode()));
  }

  private Future<HttpResponse<Buffer>> login(String user, String password) {
    JsonObject body = new JsonObject().put("username", user).put("password", password);
    return send(HttpMethod.POST, "/login", "", body);
  }

  private Future<HttpResponse<Buffer>> send(
      HttpMethod method, String path, String cookie, JsonObject body) {
    var request = client.request(method, loginPort, HOST, path);
    request.putHeader("Origin", "http://" + HOST + ":" + loginPort);
    if (!cookie.isEmpty()) {
      request.putHeader("Cookie", cookie);
    }
    return body == null ? request.send() : request.sendJsonObject(body);
  }

  /** The cookie of an answer that has the right status. */
  private static String expect(HttpResponse<Buffer> answer, int status) {
    if (answer.statusCode() != status) {
      throw new IllegalStateException("status " + answer.statusCode() + ", not " + status);
    }
    return answer.cookies().isEmpty() ? "" : answer.cookies().get(0).split(";", 2)[0];
  }
}
