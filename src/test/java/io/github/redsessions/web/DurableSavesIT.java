package io.github.redsessions.web;

import static io.github.redsessions.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.LogCapture;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.Replicated;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code redis.durability.allWrites}: ordinary saves wait for the replica too. Row D6. */
class DurableSavesIT extends WebFixture {

  private final Replicated pair = Replicated.start();

  @Override
  RedisServer server() {
    return pair.primary();
  }

  @Override
  JsonObject config() {
    JsonObject config = Replicated.durably(super.config(), 500);
    config.getJsonObject("redis").getJsonObject("durability").put("allWrites", true);
    return config;
  }

  @AfterEach
  void stopServers() {
    pair.close();
  }

  @Test
  void d6_save_isOnTheReplica_andFailsWithoutOne_butStays() {
    Browser user = browser();
    // A replica that has just come up may need longer than the timeout, and then nobody logs in.
    eventually(
        Duration.ofSeconds(10), () -> assertThat(user.post("/login").statusCode()).isEqualTo(200));
    String key = (String) records().get(0);
    for (int i = 0; i < 20; i++) {
      user.get("/put?n=" + i);
      assertThat(pair.replica().command("HGET", key, "d.n")).isEqualTo("\"" + i + "\"");
    }
    pair.replica().freeze();
    try {
      assertThat(user.get("/put?n=late").statusCode()).isEqualTo(503);
      assertThat(user.get("/read").bodyAsString()).isEqualTo("late");
    } finally {
      pair.replica().thaw();
    }
    eventually(
        Duration.ofSeconds(10),
        () -> assertThat(user.get("/put?n=again").statusCode()).isEqualTo(200));
  }

  /** The way back doesn't wait for replicas once more, and so doesn't seem to fail. */
  @Test
  void failedLogin_isUndoneQuietly() {
    pair.replica().freeze();
    try (LogCapture log = new LogCapture()) {
      assertThat(browser().post("/login").statusCode()).isEqualTo(503);
      assertThat(keys()).isEmpty();
      assertThat(log.text()).doesNotContain("could not be undone");
    } finally {
      pair.replica().thaw();
    }
  }
}
