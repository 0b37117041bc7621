package io.github.redsessions.web;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionsUnderTest;
import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.MutableClock;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.handler.SessionHandler;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A level that has lapsed by the time when the session is loaded on demand. Row F8. */
class LazyElevationIT extends WebFixture {

  private static final Duration LEVEL = Duration.ofMinutes(10);

  private final MutableClock clock = new MutableClock();

  @Override
  RedisSessions open() {
    return await(SessionsUnderTest.open(vertx, config(), clock));
  }

  @Override
  SessionHandler sessionHandler() {
    return sessions.lazyHandler();
  }

  @Override
  void routes(Router router) {
    router.post("/elevate").handler(ctx -> answer(ctx, sessions.elevate(ctx, "admin", LEVEL)));
    router.post("/drop").handler(ctx -> answer(ctx, sessions.dropElevation(ctx)));
    router
        .post("/revoke-others")
        .handler(ctx -> sessions.revokeOthers(ctx).onComplete(n -> ctx.end("" + n), ctx::fail));
    router.get("/admin").handler(sessions.requireLevel("admin")).handler(ctx -> ctx.end("secret"));
    router
        .get("/level")
        .handler(
            ctx ->
                sessions
                    .load(ctx)
                    .onComplete(session -> ctx.end(sessions.level(ctx).orElse("none")), ctx::fail));
  }

  @Test
  void f8_whatNeedsTheSession_loadsIt() {
    Browser browser = browser();
    assertThat(browser.post("/elevate").statusCode()).isNotEqualTo(200);
    browser.post("/login");
    assertThat(browser.get("/admin").statusCode()).isEqualTo(403);
    browser.post("/elevate");
    assertThat(browser.get("/admin").bodyAsString()).isEqualTo("secret");
    browser().post("/login");
    assertThat(browser.post("/revoke-others").bodyAsString()).isEqualTo("1");
    assertThat(browser.post("/drop").cookies()).hasSize(1);
    assertThat(browser.get("/admin").statusCode()).isEqualTo(403);
  }

  @Test
  void f8_lapsedLevel_isGone_andTheNewIdIsSent() {
    Browser browser = browser();
    browser.post("/login");
    browser.post("/elevate");
    assertThat(browser.get("/level").bodyAsString()).isEqualTo("admin");
    String before = browser.cookie("sid");
    clock.advance(LEVEL.plusSeconds(1));

    HttpResponse<Buffer> lapsed = browser.get("/level");

    assertThat(lapsed.bodyAsString()).isEqualTo("none");
    assertThat(lapsed.cookies()).hasSize(1);
    assertThat(browser.cookie("sid")).isNotEqualTo(before);
    // The new id is the one of the session: nothing is left to rotate.
    assertThat(browser.get("/level").cookies()).isEmpty();
    assertThat(browser.post("/elevate").statusCode()).isEqualTo(200);
    assertThat(browser.get("/level").bodyAsString()).isEqualTo("admin");
  }
}
