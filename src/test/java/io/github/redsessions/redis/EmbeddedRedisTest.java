package io.github.redsessions.redis;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redsessions.testkit.RespClient;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EmbeddedRedisTest {

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void start_givesAServerOnLoopbackThatKeepsNothingOnDisk() {
    EmbeddedRedis redis = await(EmbeddedRedis.start(vertx));
    try (RespClient client = new RespClient(redis.port())) {
      assertThat(client.command("CONFIG", "GET", "bind")).isEqualTo(List.of("bind", "127.0.0.1"));
      assertThat(client.command("CONFIG", "GET", "save")).isEqualTo(List.of("save", ""));
      assertThat(client.command("CONFIG", "GET", "appendonly"))
          .isEqualTo(List.of("appendonly", "no"));
    } finally {
      await(redis.close());
    }
  }

  @Test
  void close_endsTheServerAndDeletesItsDirectory() {
    EmbeddedRedis redis = await(EmbeddedRedis.start(vertx));
    Path directory;
    try (RespClient client = new RespClient(redis.port())) {
      directory = Path.of((String) ((List<?>) client.command("CONFIG", "GET", "dir")).get(1));
    }
    assertThat(directory).isDirectoryContaining("glob:**redis-server");

    await(redis.close());

    assertThat(directory).doesNotExist();
    assertThatThrownBy(() -> new RespClient(redis.port()))
        .hasMessageContaining("Connection refused");
    assertThat(redis.close()).isSameAs(redis.close());
    await(redis.close());
  }

  @Test
  void start_ofTwo_givesTwoServers() {
    var first = EmbeddedRedis.start(vertx);
    var second = EmbeddedRedis.start(vertx);

    assertThat(await(first).port()).isNotEqualTo(await(second).port());

    await(first.result().close());
    await(second.result().close());
  }
}
