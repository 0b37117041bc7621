package io.github.redsessions.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What servers say of each other, made usable. */
class AddressesTest {

  private static final URI CONFIGURED = URI.create("rediss://user.example:7000/5");

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 6379, rediss://127.0.0.1:6379/5",
    "redis-0.redis.example, 6380, rediss://redis-0.redis.example:6380/5",
    "::1, 6379, rediss://[::1]:6379/5",
    "2001:db8::2, 65535, rediss://[2001:db8::2]:65535/5"
  })
  void address_isReachedAsTheConfiguredOnesAre(String host, String port, String uri) {
    assertThat(Addresses.like(CONFIGURED).of(host, port)).isEqualTo(URI.create(uri));
  }

  @ParameterizedTest
  @CsvSource({
    "'', 6379",
    "127.0.0.1, 0",
    "127.0.0.1, -1",
    "127.0.0.1, 65536",
    "127.0.0.1, ''",
    "127.0.0.1, x",
    "'a b', 6379",
    "user@127.0.0.1, 6379",
    "127.0.0.1:1, 6379",
    "127.0.0.1/1, 6379"
  })
  void garbage_isNoAddress(String host, String port) {
    assertThat(Addresses.like(CONFIGURED).of(host, port)).isNull();
  }

  @Test
  void database_isLeftOutForSentinels() {
    assertThat(Addresses.likeWithoutDatabase(CONFIGURED).of(CONFIGURED))
        .isEqualTo(URI.create("rediss://user.example:7000"));
    assertThat(Addresses.likeWithoutDatabase(CONFIGURED).of("::1", "1"))
        .isEqualTo(URI.create("rediss://[::1]:1"));
  }
}
