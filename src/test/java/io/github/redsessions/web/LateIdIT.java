package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.SessionGoneException;
import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.CommandRecorder;
import io.vertx.ext.web.Router;
import org.junit.jupiter.api.Test;

/** A request that comes with an id that was rotated away: its response must not win. */
class LateIdIT extends WebFixture {

  @Override
  void routes(Router router) {
    router
        .get("/put-only")
        .handler(
            ctx -> {
              ctx.session().put("n", "late");
              ctx.end();
            });
    router
        .get("/flush")
        .handler(
            ctx -> {
              ctx.session().put("n", "late");
              sessions
                  .handler()
                  .flush(ctx)
                  .onComplete(v -> ctx.end("stored"), e -> ctx.end(e.getClass().getSimpleName()));
            });
  }

  @Test
  void lateRequest_getsNoCookieWhateverItsRouteWrites() {
    Browser browser = browser();
    browser.get("/put?n=1");
    Browser late = browser().setCookie("sid", browser.cookie("sid"));
    browser.post("/login");
    try (CommandRecorder recorder = server().record()) {
      assertThat(late.get("/read").cookies()).isEmpty();
      assertThat(late.get("/put-only").cookies()).isEmpty();
      assertThat(late.get("/put-only").statusCode()).isEqualTo(200);
      assertThat(recorder.names()).containsExactly("HGETALL", "HGETALL", "HGETALL");
    }
    assertThat(late.get("/flush").bodyAsString())
        .isEqualTo(SessionGoneException.class.getSimpleName());
    assertThat(records()).hasSize(1);
    assertThat(browser.get("/who").bodyAsString()).isEqualTo("alice");
  }

  @Test
  void lateRequest_mayLogInAllTheSame() {
    Browser browser = browser();
    browser.post("/login");
    Browser late = browser().setCookie("sid", browser.cookie("sid"));
    browser.post("/rotate");
    assertThat(late.post("/login").cookies()).hasSize(1);
    assertThat(late.get("/who").bodyAsString()).isEqualTo("alice");
  }
}
