package io.github.redsessions.examples.sentinel;

import io.github.redsessions.RedisSessions;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A browser visits twice a second while the primary dies and the sentinels make a replica the next.
 */
public final class SentinelFailover {

  private SentinelFailover() {}

  /** Visits, prints each answer, and returns them all; the primary dies before the given visit. */
  static List<String> watch(int visits, int dies, int pauseMs)
      throws IOException, InterruptedException {
    List<String> answers = new ArrayList<>();
    Vertx vertx = Vertx.vertx();
    try (Fleet fleet = new Fleet()) {
      HttpServer server = listen(vertx, fleet.sentinels());
      HttpClient browser = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
      URI home = URI.create("http://127.0.0.1:" + server.actualPort());
      for (int visit = 1; visit <= visits; visit++) {
        if (visit == dies) {
          System.out.println("primary " + fleet.primaryPort() + " dies");
          fleet.stopPrimary();
        }
        long start = System.nanoTime();
        HttpResponse<String> answer =
            browser.send(HttpRequest.newBuilder(home).build(), BodyHandlers.ofString());
        answers.add(answer.statusCode() + " " + answer.body());
        long tookMs = (System.nanoTime() - start) / 1_000_000;
        System.out.printf(
            "%tT  %s, after %d ms%n", LocalTime.now(), answers.get(visit - 1), tookMs);
        vertx.timer(pauseMs, TimeUnit.MILLISECONDS).await();
      }
    } finally {
      vertx.close().await();
    }
    return answers;
  }

  private static HttpServer listen(Vertx vertx, List<String> sentinels) {
    JsonObject redis =
        new JsonObject().put("mode", "sentinel").put("endpoints", new JsonArray(sentinels));
    JsonObject cookie = new JsonObject().put("name", "sid").put("secure", false);
    RedisSessions sessions =
        RedisSessions.open(vertx, new JsonObject().put("redis", redis).put("cookie", cookie))
            .await();
    Router router = Router.router(vertx);
    router.route().handler(sessions.handler());
    router
        .get("/")
        .handler(
            ctx -> {
              Integer visits = ctx.session().get("visits");
              ctx.session().put("visits", visits == null ? 1 : visits + 1);
              ctx.end("visit " + ctx.session().get("visits"));
            });
    return vertx.createHttpServer().requestHandler(sessions.guard(router)).listen(0).await();
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    watch(30, 10, 500);
    System.exit(0);
  }
}
