package io.github.redsessions.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keys under {@code redis.tls}. Rows R1, R2. */
class TlsConfigTest {

  private static final JsonArray TLS = JsonArray.of("rediss://h:6380/1");

  @TempDir Path directory;
  private String file;

  @BeforeEach
  void writeFile() throws IOException {
    file = Files.writeString(directory.resolve("ca.pem"), "x").toString();
  }

  @Test
  void everyKeyGiven_takesEachOne() {
    SessionsConfig config =
        Configs.read(
            "redis.endpoints",
            TLS,
            "redis.tls.caFile",
            file,
            "redis.tls.certFile",
            file,
            "redis.tls.keyFile",
            file,
            "redis.tls.verifyHostname",
            false);
    Path path = Path.of(file);
    assertThat(config.redis().tls()).isEqualTo(new TlsConfig(path, path, path, false));
    assertThat(config.redis().endpoints()).singleElement().hasToString("rediss://h:6380/1");
  }

  @Test
  void hostname_isVerifiedByDefault() {
    assertThat(Configs.read("redis.endpoints", TLS).redis().tls().verifyHostname()).isTrue();
  }

  @Test
  void keysOfTls_withoutATlsEndpoint_areRefused() {
    assertThat(Configs.problems("redis.tls.verifyHostname", true))
        .containsExactly("redis.tls: found without TLS, allowed only with an endpoint rediss://…");
  }

  @Test
  void certificateWithoutKey_orKeyWithoutCertificate_isRefused() {
    for (String key : new String[] {"certFile", "keyFile"}) {
      assertThat(Configs.problems("redis.endpoints", TLS, "redis.tls." + key, file))
          .containsExactly(
              "redis.tls."
                  + key
                  + ": found alone, allowed only with certFile and keyFile together");
    }
  }

  @Test
  void fileThatIsNotThere_isRefusedByName() {
    for (String path : new String[] {file + "x", directory.toString(), "\0"}) {
      assertThat(Configs.problems("redis.endpoints", TLS, "redis.tls.caFile", path))
          .singleElement()
          .asString()
          .startsWith("redis.tls.caFile: found ")
          .endsWith(", allowed the path of a file that this process may read");
    }
  }

  @Test
  void wrongTypesAndUnknownKeys_areRefused() {
    assertThat(Configs.problems("redis.endpoints", TLS, "redis.tls", 1)).hasSize(1);
    assertThat(Configs.problems("redis.endpoints", TLS, "redis.tls.verifyHostname", "no"))
        .hasSize(1);
    assertThat(Configs.problems("redis.endpoints", TLS, "redis.tls.caFle", file))
        .singleElement()
        .asString()
        .contains("did you mean redis.tls.caFile?");
  }
}
