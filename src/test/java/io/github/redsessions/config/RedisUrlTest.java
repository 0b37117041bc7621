package io.github.redsessions.config;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.redsessions.config.RedisConfig.Mode;
import io.github.redsessions.config.RedisConfig.Reads;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The variable REDIS_URL: every mode has a form of it. */
@ExtendWith(VertxExtension.class)
class RedisUrlTest {

  private static final List<String> FORMS =
      List.of(
          "redis://u:p@h/1",
          "redis-sentinel://u:p@h,i/1?sentinelMasterId=m",
          "redis-replication://u:p@h,i/1",
          "redis-cluster://u:p@h,i");

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "redis://h, STANDALONE, redis://h:6379",
        "rediss://h:1/2, STANDALONE, rediss://h:1/2",
        "redis-sentinel://h, SENTINEL, redis://h:26379",
        "`redis-sentinel://a:1,b,[::1]/3`, SENTINEL, redis://a:1/3 redis://b:26379/3 redis://[::1]:26379/3",
        "`rediss-sentinel://a,b/?sentinelMasterId=x`, SENTINEL, rediss://a:26379 rediss://b:26379",
        "`redis-replication://a:1,b/15`, REPLICATION, redis://a:1/15 redis://b:6379/15",
        "rediss-replication://a, REPLICATION, rediss://a:6379",
        "`redis-cluster://a,b:1`, CLUSTER, redis://a:6379 redis://b:1",
        "`REDISS-Cluster://a/0`, CLUSTER, rediss://a:6379"
      })
  void url_setsModeAndEndpoints(String url, Mode mode, String endpoints) {
    RedisConfig redis = read(new JsonObject(), url);

    assertThat(redis.mode()).isEqualTo(mode);
    assertThat(redis.endpoints())
        .containsExactlyElementsOf(Stream.of(endpoints.split(" ")).map(URI::create).toList());
    assertThat(redis.masterName()).isEqualTo(url.contains("=x") ? "x" : "mymaster");
    assertThat(redis.credentials()).isEqualTo(Credentials.NONE);
    assertThat(redis.sentinelCredentials()).isEqualTo(Credentials.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-sentinel", "-replication", "-cluster"})
  void credentials_areThoseOfTheDataNodes(String suffix) {
    JsonObject file = Configs.of("redis.user", "old", "redis.password", "old");

    assertThat(read(file, "redis" + suffix + "://app:p%40s%2Cs@h").credentials())
        .isEqualTo(new Credentials("app", new Secret("p@s,s")));
    assertThat(read(file, "redis" + suffix + "://:%7B1%7D@h").credentials())
        .isEqualTo(new Credentials(null, new Secret("{1}")));
    assertThat(read(file, "redis" + suffix + "://h").credentials())
        .isEqualTo(new Credentials("old", new Secret("old")));
  }

  @Test
  void sentinel_keepsTheCredentialsOfTheSentinelsAndTheName() {
    RedisConfig redis = read(sentinelFile(), "redis-sentinel://app:new@h");

    assertThat(redis.credentials()).isEqualTo(new Credentials("app", new Secret("new")));
    assertThat(redis.sentinelCredentials()).isEqualTo(new Credentials("watch", new Secret("s")));
    assertThat(redis.masterName()).isEqualTo("sessions");
    assertThat(redis.reads()).isEqualTo(Reads.REPLICA);
    assertThat(read(sentinelFile(), "redis-sentinel://h?sentinelMasterId=b").masterName())
        .isEqualTo("b");
  }

  @ParameterizedTest
  @CsvSource({"redis://h, PRIMARY", "redis-replication://h, REPLICA", "redis-cluster://h, REPLICA"})
  void otherMode_dropsWhatBelongsToSentinels(String url, Reads reads) {
    RedisConfig redis = read(sentinelFile(), url);

    assertThat(redis.credentials()).isEqualTo(new Credentials("app", new Secret("p")));
    assertThat(redis.sentinelCredentials()).isEqualTo(Credentials.NONE);
    assertThat(redis.masterName()).isEqualTo("mymaster");
    assertThat(redis.reads()).isEqualTo(reads);
    assertThat(redis.durability().replicas()).isEqualTo(1);
  }

  /** Who wrote down authorities for TLS must not get plain text by a URL. */
  @Test
  void urlWithoutTls_overAFileWithTls_isRefused() {
    JsonObject file =
        Configs.of("redis.endpoints", JsonArray.of("rediss://h"), "redis.tls.verifyHostname", true);

    assertThat(read(file, "rediss-cluster://a").mode()).isEqualTo(Mode.CLUSTER);
    assertThat(problems(file, "redis-cluster://a"))
        .containsExactly("redis.tls: found without TLS, allowed only with an endpoint rediss://…");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "SECRET",
        "valkey://:SECRET@h",
        "sentinel://:SECRET@h",
        "redis-embedded://:SECRET@h",
        "redis-sentinel:SECRET",
        "redis-sentinel://",
        "redis-sentinel://:SECRET@",
        "redis-sentinel://SECRET@h",
        "redis-sentinel://u:SECRET",
        "redis-sentinel://u:SECRET,b",
        "redis-sentinel://:SECRET@@h",
        "redis-sentinel://:SECRET/1@h",
        "redis-sentinel://:SECRET?1@h",
        "redis-sentinel://:SECRET#1@h",
        "redis-sentinel://:SECRET%zz@h",
        "redis-sentinel://u:SECRET@a,u:SECRET@b",
        "redis-sentinel://a:1,u:SECRET@b",
        "redis-sentinel://:SECRET@a,,b",
        "redis-sentinel://:SECRET@a,",
        "redis-sentinel://:SECRET@a, b",
        "redis-sentinel://:SECRET@a,b:0",
        "redis-sentinel://:SECRET@a,A:26379",
        "redis-sentinel://:SECRET@a/16",
        "redis-sentinel://:SECRET@a/1,b/1",
        "redis-sentinel://:SECRET@a#SECRET",
        "redis-sentinel://a?",
        "redis-sentinel://a?sentinelMasterId=",
        "redis-sentinel://a?sentinelMasterId=SECRET!",
        "redis-sentinel://a?sentinelMasterId=a&sentinelMasterId=SECRET",
        "redis-sentinel://a?sentinelmasterid=SECRET",
        "redis-sentinel://a?password=SECRET",
        "redis-cluster://:SECRET@a,b/1",
        "redis-cluster://:SECRET@a?sentinelMasterId=a",
        "redis-replication://:SECRET@a?sentinelMasterId=a",
        "redis://:SECRET@a,b",
        "redis://:SECRET@a?sentinelMasterId=a"
      })
  void anotherForm_isRefusedAndShownNowhere(String url) {
    assertThat(problems(new JsonObject(), url))
        .singleElement()
        .asString()
        .startsWith("REDIS_URL: found ")
        .endsWith(", allowed " + RedisUrl.ALLOWED)
        .doesNotContain("SECRET");
  }

  static Stream<Arguments> everyFileAndForm() throws IOException {
    return ConfFilesTest.yamlFiles().stream()
        .flatMap(file -> FORMS.stream().map(form -> Arguments.of(file, form)));
  }

  @ParameterizedTest
  @MethodSource("everyFileAndForm")
  void url_overEveryConfFile_isValidAndTheSame(Path file, String form, Vertx vertx) {
    RedisConfig redis = read(await(ConfigFile.read(vertx, file)), form);
    RedisConfig alone = read(new JsonObject(), form);

    assertThat(redis.mode()).isEqualTo(alone.mode());
    assertThat(redis.endpoints()).isEqualTo(alone.endpoints());
    assertThat(redis.masterName()).isEqualTo(alone.masterName());
    assertThat(redis.credentials()).isEqualTo(alone.credentials());
    assertThat(redis.tls()).isEqualTo(alone.tls());
  }

  private static JsonObject sentinelFile() {
    return Configs.of(
        "redis.mode", "sentinel",
        "redis.endpoints", JsonArray.of("redis://old"),
        "redis.masterName", "sessions",
        "redis.user", "app",
        "redis.password", "p",
        "redis.sentinelUser", "watch",
        "redis.sentinelPassword", "s",
        "redis.reads", "replica",
        "redis.durability.replicas", 1);
  }

  private static RedisConfig read(JsonObject file, String url) {
    return SessionsConfig.from(applied(file, url)).redis();
  }

  private static List<String> problems(JsonObject file, String url) {
    ConfigException e =
        catchThrowableOfType(
            ConfigException.class, () -> SessionsConfig.from(applied(file, url), Map.of()));
    return e == null ? List.of() : new ArrayList<>(e.problems());
  }

  private static JsonObject applied(JsonObject file, String url) {
    return ConfigOverrides.apply(file, Map.of("REDIS_URL", url), Map.of());
  }
}
