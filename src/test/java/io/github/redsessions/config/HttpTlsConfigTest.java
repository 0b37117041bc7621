package io.github.redsessions.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keys under {@code http.tls}. */
class HttpTlsConfigTest {

  @TempDir Path directory;
  private String file;

  @BeforeEach
  void writeFile() throws IOException {
    file = Files.writeString(directory.resolve("a.pem"), "x").toString();
  }

  @Test
  void bothFiles_areTaken() {
    assertThat(Configs.read("http.tls.certFile", file, "http.tls.keyFile", file).http().tls())
        .isEqualTo(new HttpTlsConfig(Path.of(file), Path.of(file), Duration.ofMinutes(1)));
  }

  @Test
  void certificateWithoutKey_orKeyWithoutCertificate_isRefused() {
    for (String key : new String[] {"certFile", "keyFile"}) {
      assertThat(Configs.problems("http.tls." + key, file))
          .containsExactly(
              "http.tls." + key + ": found alone, allowed only with certFile and keyFile together");
    }
  }

  @Test
  void aFileThatIsNotThere_isRefused() {
    assertThat(Configs.problems("http.tls.certFile", file, "http.tls.keyFile", file + "x"))
        .singleElement()
        .asString()
        .startsWith("http.tls.keyFile: found ")
        .endsWith("allowed the path of a file that this process may read");
  }
}
