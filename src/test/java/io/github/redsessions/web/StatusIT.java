package io.github.redsessions.web;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.CommandRecorder;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What an application learns of its sessions without Micrometer. */
class StatusIT extends WebFixture {

  @Override
  void routes(Router router) {
    router
        .post("/elevate")
        .handler(ctx -> answer(ctx, sessions.elevate(ctx, "admin", Duration.ofMillis(1))));
  }

  private long count(String meter, String value) {
    return sessions.status().getJsonObject("counts").getJsonObject(meter).getLong(value);
  }

  @Test
  void status_countsFromItsFirstCallOnAndSendsNothing() {
    Browser browser = browser();
    browser.post("/login");
    assertThat(count("redsessions.writes", "created")).isZero();
    try (CommandRecorder recorder = server().record()) {
      browser.post("/login");
      browser.get("/put?n=1");
      int sent = recorder.commands().size();

      assertThat(count("redsessions.loads", "hit")).isEqualTo(2);
      assertThat(count("redsessions.rotations", "all")).isEqualTo(1);
      JsonObject status = sessions.status();
      assertThat(status.getJsonObject("events").getLong("login.succeeded")).isEqualTo(1);
      assertThat(status.getJsonObject("active").getLong("users")).isEqualTo(1);
      assertThat(status.getJsonObject("payload").getLong("bytes")).isPositive();
      assertThat(recorder.commands()).hasSize(sent);
    }
  }

  @Test
  void f8_anElevationThatLapses_isCounted() {
    Browser browser = browser();
    browser.post("/login");
    assertThat(count("redsessions.elevations.lapsed", "all")).isZero();
    assertThat(browser.post("/elevate").statusCode()).isEqualTo(200);

    eventually(
        Duration.ofSeconds(10),
        () -> {
          browser.get("/read");
          assertThat(count("redsessions.elevations.lapsed", "all")).isEqualTo(1);
        });
  }

  @Test
  void d1_health_writesAKeyThatEndsByItself() {
    try (CommandRecorder recorder = server().record()) {
      assertThat(await(sessions.health()))
          .isEqualTo(JsonObject.of("status", "UP", "shards", 1, "serving", 1));
      assertThat(recorder.names()).containsExactly("EVALSHA");
    }
    assertThat((Long) server().command("PTTL", prefix + ":r:0")).isBetween(1L, 60_000L);
  }
}
