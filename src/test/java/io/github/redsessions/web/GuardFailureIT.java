package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.Session;
import io.vertx.ext.web.client.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a client gets in place of a response whose change could not be stored. Rows D4, F4. */
class GuardFailureIT extends GuardFixture {

  private static final String HTML = "text/html,application/xhtml+xml,*/*;q=0.8";

  private final RedisServer own = RedisServer.start();
  private final List<String> seen = new ArrayList<>();

  @Override
  RedisServer server() {
    return own;
  }

  @Override
  JsonObject config() {
    JsonObject config = super.config();
    config.getJsonObject("session").put("concurrency", "strict");
    return config;
  }

  @Override
  void routes(Router router) {
    router.get("/gone").handler(ctx -> endAfter(ctx, sessions.store().delete(id(ctx))));
    router.get("/conflict").handler(ctx -> endAfter(ctx, saveElsewhere(ctx)));
    router
        .get("/large")
        .handler(
            ctx -> {
              ctx.session().put("n", "x".repeat(5_000_000));
              ctx.end("large");
            });
    router.get("/claims").handler(this::claims);
    router.get("/goes-on").handler(this::goesOn);
    router
        .get("/destroy")
        .handler(
            ctx ->
                sessions
                    .store()
                    .delete(id(ctx))
                    .onSuccess(
                        v -> {
                          ctx.session().destroy();
                          ctx.end("destroyed");
                        }));
  }

  @AfterEach
  void stopServer() {
    own.close();
  }

  @Test
  void d4_f4_fullRedis_turnsEveryShapeInto503WithoutCookie() {
    Browser visitor = visitor();
    own.command("CONFIG", "SET", "maxmemory", "1");
    SoftAssertions.assertSoftly(
        softly -> {
          for (String shape : shapes.successful()) {
            // New sessions and known ones, and browsers and programs, by turns.
            for (Browser browser : List.of(visitor, browser())) {
              boolean html = browser == visitor;
              HttpResponse<Buffer> response =
                  get(browser, "/s/" + shape + "?n=other", html ? HTML : "*/*");
              softly.assertThat(response.statusCode()).as(shape).isEqualTo(503);
              softly.assertThat(response.getHeader("Retry-After")).as(shape).isEqualTo("1");
              softly.assertThat(response.cookies()).as(shape).isEmpty();
              softly
                  .assertThat(response.getHeader("Content-Type"))
                  .as(shape)
                  .isEqualTo(html ? "text/html; charset=utf-8" : "application/problem+json");
              softly
                  .assertThat(response.bodyAsString())
                  .as(shape)
                  .contains("Service Unavailable", "could not be stored")
                  .doesNotContain("127.0.0.1", prefix);
            }
          }
        });
    assertThat(stored()).containsExactly("first");
  }

  @Test
  void headRequest_isRefusedWithoutABody() {
    own.command("CONFIG", "SET", "maxmemory", "1");
    HttpResponse<Buffer> response =
        browser().send(HttpMethod.HEAD, "/s/endString?n=1", request -> request, null);
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body()).isNull();
  }

  @Test
  void problem_saysStatusAndTitle() {
    own.command("CONFIG", "SET", "maxmemory", "1");
    assertThat(get(browser(), "/s/end?n=1", "application/json").bodyAsJsonObject())
        .isEqualTo(
            new JsonObject()
                .put("type", "about:blank")
                .put("title", "Service Unavailable")
                .put("status", 503)
                .put("detail", "The session could not be stored. Try again in a moment."));
  }

  @Test
  void nothingThatTheRouteSaidIsKept_butWhatBrowsersNeed() {
    own.command("CONFIG", "SET", "maxmemory", "1");
    HttpResponse<Buffer> response = browser().get("/claims?n=1");
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.statusMessage()).isEqualTo("Service Unavailable");
    assertThat(response.headers().names())
        .containsExactlyInAnyOrder(
            "Access-Control-Allow-Origin",
            "vary",
            "cache-control",
            "retry-after",
            "content-type",
            "content-length");
    assertThat(response.trailers()).isEmpty();
  }

  @Test
  void routeThatGoesOnAfterTheFailure_isIgnored() {
    own.command("CONFIG", "SET", "maxmemory", "1");
    HttpResponse<Buffer> response = browser().get("/goes-on?n=1");
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.bodyAsString()).contains("Service Unavailable");
    assertThat(seen)
        .containsExactly("write failed, ended true", "write failed too", "end failed too");
  }

  @Test
  void sessionThatEndedMeanwhile_is409IfTheRequestChangedIt() {
    HttpResponse<Buffer> response = visitor().get("/gone?n=late");
    assertThat(response.statusCode()).isEqualTo(409);
    assertThat(response.cookies()).isEmpty();
    assertThat(response.getHeader("Retry-After")).isNull();
    assertThat(stored()).isEmpty();
  }

  @Test
  void sessionThatEndedMeanwhile_isNoneOfTheBusinessOfWhoOnlyReadIt_orDestroysItToo() {
    assertThat(visitor().get("/gone?read").statusCode()).isEqualTo(200);
    assertThat(visitor().get("/destroy").statusCode()).isEqualTo(200);
    assertThat(stored()).isEmpty();
  }

  @Test
  void strict_changeOfAnotherRequest_is409() {
    HttpResponse<Buffer> response = visitor().get("/conflict?n=late");
    assertThat(response.statusCode()).isEqualTo(409);
    assertThat(response.bodyAsString()).contains("Another request");
    assertThat(stored()).containsExactly("elsewhere");
  }

  @Test
  void sessionThatIsTooLarge_is500() {
    assertThat(visitor().get("/large").statusCode()).isEqualTo(500);
    assertThat(stored()).containsExactly("first");
  }

  private static HttpResponse<Buffer> get(Browser browser, String path, String accept) {
    return browser.send(HttpMethod.GET, path, request -> request.putHeader("Accept", accept), null);
  }

  private static String id(RoutingContext ctx) {
    return ctx.session().id();
  }

  private static void endAfter(RoutingContext ctx, Future<Void> other) {
    other.onComplete(v -> ctx.end("done"), ctx::fail);
  }

  private Future<Void> saveElsewhere(RoutingContext ctx) {
    return sessions
        .store()
        .get(ctx.session().value())
        .compose(
            other -> {
              Session same = other.put("n", "elsewhere");
              return sessions.store().put(same);
            });
  }

  private void claims(RoutingContext ctx) {
    ctx.response()
        .setStatusCode(201)
        .setStatusMessage("Done For You")
        .putHeader("Location", "/new")
        .putHeader("ETag", "\"1\"")
        .putHeader("Set-Cookie", "own=1")
        .putHeader("Content-Encoding", "identity")
        .putHeader("Access-Control-Allow-Origin", "*")
        .setChunked(true)
        .putTrailer("X-Sum", "1")
        .end("done");
  }

  private void goesOn(RoutingContext ctx) {
    ctx.response().setChunked(true);
    ctx.response()
        .write("begun")
        .onFailure(
            e -> {
              seen.add("write failed, ended " + ctx.response().ended());
              ctx.response().setStatusCode(200).putHeader("X-Late", "1");
              ctx.response().write("more").onFailure(again -> seen.add("write failed too"));
              ctx.response().end("more").onFailure(again -> seen.add("end failed too"));
              ctx.fail(e);
            });
  }
}
