package io.github.redsessions.chaos;

import io.github.redsessions.chaos.Recorder.Cookie;
import io.github.redsessions.chaos.history.Kind;
import io.github.redsessions.chaos.history.Operation;
import io.github.redsessions.chaos.history.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A browser and its user: does something at random, sometimes several things at once, keeps the
 * cookie that it gets, and now and then tries an old one. Each request goes to a server at random,
 * as behind a balancer without stickiness. Confined to one event loop.
 */
final class Visitor {

  private static final int OLD_COOKIES = 12;
  private static final long PATIENCE_MILLIS = 120_000;

  /** Longer than a run, or else the end of an elevation gives a new id to any request. */
  private static final String ELEVATION_MILLIS = System.getProperty("chaos.elevationMs", "600000");

  /** What a visitor with a session does, each as often as it is here. */
  private static final List<Kind> HABITS =
      Stream.of(
              times(22, Kind.READ),
              times(24, Kind.PUT),
              times(16, Kind.INCREMENT),
              times(6, Kind.REMOVE),
              times(8, Kind.SLOW),
              times(6, Kind.ROTATE),
              times(4, Kind.ELEVATE),
              times(3, Kind.LOGIN),
              times(4, Kind.LOGOUT),
              times(1, Kind.REVOKE_ALL),
              times(1, Kind.REVOKE_OTHERS),
              times(1, Kind.CHANGE_PASSWORD))
          .flatMap(List::stream)
          .toList();

  /** What may go on at the same time as anything else. */
  private static final List<Kind> BESIDES =
      List.of(Kind.READ, Kind.PUT, Kind.PUT, Kind.INCREMENT, Kind.REMOVE, Kind.SLOW);

  private final Vertx vertx;
  private final WebClient client;
  private final List<Integer> ports;
  private final Recorder recorder;
  private final Random random;
  private final int number;
  private final String user;
  private final boolean brief;
  private final List<Cookie> old = new ArrayList<>();
  private Cookie cookie = Cookie.NONE;
  private boolean stopped;
  private boolean idle = true;

  Visitor(
      Vertx vertx,
      WebClient client,
      List<Integer> ports,
      Recorder recorder,
      Random random,
      int number,
      String user,
      boolean brief) {
    this.vertx = vertx;
    this.client = client;
    this.ports = ports;
    this.recorder = recorder;
    this.random = random;
    this.number = number;
    this.user = user;
    this.brief = brief;
  }

  private static List<Kind> times(int count, Kind kind) {
    return Stream.generate(() -> kind).limit(count).toList();
  }

  void visit() {
    if (stopped) {
      idle = true;
      return;
    }
    idle = false;
    List<Future<Outcome>> burst = new ArrayList<>();
    if (cookie.value().isEmpty()) {
      burst.add(send(Kind.LOGIN, cookie));
    } else if (brief) {
      burst.add(send(Kind.READ, cookie));
    } else {
      burst.add(send(HABITS.get(random.nextInt(HABITS.size())), cookie));
      for (int i = random.nextInt(6); i > 3; i--) {
        burst.add(send(BESIDES.get(random.nextInt(BESIDES.size())), cookie));
      }
    }
    if (!old.isEmpty() && random.nextInt(10) == 0) {
      Kind kind = brief || random.nextBoolean() ? Kind.READ : Kind.PUT;
      burst.add(send(kind, old.get(random.nextInt(old.size())), true));
    }
    Future.join(burst).onComplete(v -> vertx.setTimer(thinkingMillis(), timer -> visit()));
  }

  private long thinkingMillis() {
    // One with a brief session goes away for as long as it may, or a little longer, now and then.
    return brief && random.nextInt(8) == 0
        ? 2_000 + random.nextInt(2_500)
        : 10 + random.nextInt(90);
  }

  void stop() {
    stopped = true;
  }

  boolean isIdle() {
    return idle;
  }

  /** Reads the session that it has; completes with its handle if it was accepted, else with "". */
  Future<String> look() {
    Cookie presented = cookie;
    return brief || presented.value().isEmpty()
        ? Future.succeededFuture("")
        : send(Kind.READ, presented)
            .map(outcome -> outcome == Outcome.OK ? presented.handle() : "");
  }

  private Future<Outcome> send(Kind kind, Cookie presented) {
    return send(kind, presented, false);
  }

  private Future<Outcome> send(Kind kind, Cookie presented, boolean isOld) {
    int operation = recorder.nextNumber();
    int server = random.nextInt(ports.size());
    boolean writes = kind == Kind.PUT || kind == Kind.SLOW;
    String name = writes ? random.nextBoolean() ? "a" : "b" : kind == Kind.REMOVE ? "b" : null;
    String value = writes ? "v" + operation : null;
    int slowness = 100 + random.nextInt(1_400);
    HttpRequest<Buffer> request =
        client
            .post(ports.get(server), "127.0.0.1", path(kind))
            .addQueryParam("user", user)
            .addQueryParam("name", String.valueOf(name))
            .addQueryParam("value", String.valueOf(value))
            .addQueryParam("ms", kind == Kind.ELEVATE ? ELEVATION_MILLIS : "" + slowness)
            .timeout(PATIENCE_MILLIS);
    if (!presented.value().isEmpty()) {
      request.putHeader(HttpHeaders.COOKIE.toString(), "sid=" + presented.value());
    }
    boolean skewedBefore = recorder.isSkewed(server);
    long begin = System.nanoTime();
    return request
        .send()
        .transform(
            (response, e) -> {
              long end = System.nanoTime();
              boolean skewed = skewedBefore || recorder.isSkewed(server);
              Outcome outcome = response == null ? Outcome.UNKNOWN : outcome(response);
              Cookie got =
                  outcome == Outcome.OK ? recorder.cookie(received(response)) : Cookie.NONE;
              JsonObject body =
                  outcome == Outcome.OK ? response.bodyAsJsonObject() : new JsonObject();
              recorder.add(
                  new Operation(
                      operation,
                      number,
                      user,
                      kind,
                      server,
                      skewed,
                      presented.session(),
                      presented.id(),
                      begin,
                      end,
                      outcome,
                      got.session(),
                      got.id(),
                      name,
                      kind == Kind.INCREMENT ? body.getString("count") : value,
                      attributes(body.getJsonObject("seen")),
                      detail(response, e)));
              if (!isOld) {
                keep(kind, presented, got, outcome);
              }
              return Future.succeededFuture(outcome);
            });
  }

  private String path(Kind kind) {
    String name = kind.name().toLowerCase(Locale.ROOT);
    return (brief ? "/brief/" : kind == Kind.INCREMENT ? "/strict/" : "/app/") + name;
  }

  private static Outcome outcome(HttpResponse<Buffer> response) {
    return switch (response.statusCode()) {
      case 200 -> Outcome.OK;
      case 401 -> Outcome.REFUSED;
      case 409 -> Outcome.CONFLICT;
      case 503 -> Outcome.UNKNOWN;
      default -> Outcome.UNEXPECTED;
    };
  }

  private static String detail(HttpResponse<Buffer> response, Throwable e) {
    if (response == null) {
      return e.getClass().getSimpleName();
    }
    return response.statusCode() == 200
        ? ""
        : response.statusCode() == 500
            ? "500: " + response.bodyAsString()
            : Integer.toString(response.statusCode());
  }

  private static Map<String, String> attributes(JsonObject seen) {
    if (seen == null) {
      return null;
    }
    Map<String, String> attributes = new HashMap<>();
    seen.forEach(entry -> attributes.put(entry.getKey(), entry.getValue().toString()));
    return attributes;
  }

  private static String received(HttpResponse<Buffer> response) {
    return response.cookies().stream()
        .filter(header -> header.startsWith("sid="))
        .map(header -> header.substring(4).split(";", 2)[0])
        .findFirst()
        .orElse("");
  }

  /** Does with the cookie what a browser does. */
  private void keep(Kind kind, Cookie presented, Cookie got, Outcome outcome) {
    if (!got.value().isEmpty()) {
      replace(got);
    } else if (presented.equals(cookie)
        && (outcome == Outcome.REFUSED || (outcome == Outcome.OK && kind == Kind.LOGOUT))) {
      replace(Cookie.NONE);
    }
  }

  private void replace(Cookie next) {
    if (!cookie.value().isEmpty()) {
      old.add(cookie);
      if (old.size() > OLD_COOKIES) {
        old.remove(0);
      }
    }
    cookie = next;
  }
}
