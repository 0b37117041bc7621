package io.github.redsessions.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vertx.core.json.JsonArray;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisEndpointTest {

  @ParameterizedTest
  @CsvSource({
    "redis://h, redis://h:6379",
    "redis://h:, redis://h:6379",
    "redis://h/, redis://h:6379",
    "redis://h/0, redis://h:6379",
    "redis://h:7000/15, redis://h:7000/15",
    "REDIS://10.1.2.3:1, redis://10.1.2.3:1",
    "redis://[2001:db8::1], redis://[2001:db8::1]:6379",
    "redis://:p@h, redis://h:6379",
    "redis://u:p@h:1/2, redis://h:1/2",
    "unix:///run/redis.sock, unix:///run/redis.sock",
    "UNIX://u:p@/run/redis.sock, unix:///run/redis.sock",
    "unix:///a%20b, unix:///a%20b"
  })
  void parse_ofAUrl_keepsHostPortAndDatabase(String url, URI kept) {
    assertThat(RedisEndpoint.parse(url, 6379).uri()).isEqualTo(kept);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "redis://h, -, -",
        "redis://@h, -, -",
        "redis://:p@h, -, p",
        "redis://u:p@h, u, p",
        "redis://u:p:q@h, u, p:q",
        "redis://a+b:c+d@h, a+b, c+d",
        "redis://%C3%A4%40:%3a%2F%23%25@h, ä@, :/#%",
        "redis://:pässwort@h, -, pässwort",
        "unix:///run/redis.sock, -, -",
        "unix://:p%40@/run/redis.sock, -, p@",
        "unix://u:p@/run/redis.sock, u, p"
      })
  void parse_ofAUrl_takesCredentialsOutDecoded(String url, String user, String password) {
    RedisEndpoint endpoint = RedisEndpoint.parse(url, 6379);

    assertThat(endpoint.credentials().user()).isEqualTo(user);
    assertThat(
            endpoint.credentials().password() == null
                ? null
                : endpoint.credentials().password().reveal())
        .isEqualTo(password);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "h",
        "h:6379",
        "redis:h",
        "redis:/h",
        "redis://",
        "redis://u:p@",
        "redis://h h",
        "redis://h:0",
        "redis://h:65536",
        "redis://h:99999999999",
        "redis://h:x",
        "redis://h:-1",
        "redis://h/16",
        "redis://h/00",
        "redis://h/-1",
        "redis://h/a",
        "redis://h/1/2",
        "redis://h//",
        "redis://h?db=1",
        "redis://h#1",
        "redis://u@h",
        "redis://u:@h",
        "redis://:@h",
        "redis://u:%zz@h",
        "redis://u:%ff@h",
        "redis://a@b:p@h",
        "redis://snake_case",
        "unix:",
        "unix://",
        "unix:///",
        "unix:redis.sock",
        "unix://redis.sock",
        "unix://run/redis.sock",
        "unix://./redis.sock",
        "unix://u:p@h/redis.sock",
        "unix://u@/redis.sock",
        "unix://:@/redis.sock",
        "unix:///redis.sock?db=1",
        "unix:///redis.sock#1",
        "unix:///directory/",
        "unix:///a%00b",
        "unix:///a%ffb"
      })
  void parse_ofWhatIsNoUrlOfRedis_saysWhatIsAllowed(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RedisEndpoint.parse(url, 6379))
        .withMessageStartingWith("found ")
        .withNoCause();
    assertThat(Configs.problems("redis.endpoints", JsonArray.of("redis://h", url)))
        .singleElement()
        .asString()
        .startsWith("redis.endpoints[1]: found ")
        .endsWith(
            ", allowed redis://[user:password@]host[:port][/db], rediss:// for TLS, or"
                + " unix://[user:password@]/path");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"valkeys", "redis-sentinel", "http", "HTTPS", "rediss-sentinel", "redis-cluster"})
  void parse_ofAnotherScheme_namesIt(String scheme) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RedisEndpoint.parse(scheme + "://h", 6379))
        .withMessageStartingWith("found a URL with the scheme " + scheme.toLowerCase(Locale.ROOT));
  }

  @Test
  void parse_ofAUnixSocket_countsTheBytesOfItsPath() {
    String longest = "unix:///" + "%C3%A4".repeat(53);

    assertThat(RedisEndpoint.parse(longest, 6379).uri()).isEqualTo(URI.create(longest));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RedisEndpoint.parse(longest + "x", 6379))
        .withMessageStartingWith("found a Unix socket whose path has 108 bytes (107 at most)");
  }

  @Test
  void from_aUnixSocket_isForOneServer() {
    for (String mode : List.of("sentinel", "replication", "cluster")) {
      assertThat(Configs.problems("redis.mode", mode, "redis.endpoints", JsonArray.of("unix:///s")))
          .anyMatch(problem -> problem.contains("redis.endpoints: found a Unix socket, allowed"));
    }
    assertThat(Configs.problems("redis.endpoints", JsonArray.of("unix:///s"))).isEmpty();
  }

  @Test
  void from_credentialsInTheUrl_becomeUserAndPassword() {
    RedisConfig redis =
        Configs.read("redis.endpoints", JsonArray.of("redis://app:p%40ss@h/2")).redis();

    assertThat(redis.endpoints()).containsExactly(URI.create("redis://h:6379/2"));
    assertThat(redis.credentials().user()).isEqualTo("app");
    assertThat(redis.credentials().password().reveal()).isEqualTo("p@ss");
  }
}
