package io.github.redsessions.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisBinaryTest {

  private static final ClassLoader RESOURCES = RedisBinaryTest.class.getClassLoader();

  @TempDir Path directory;

  @Test
  void extract_onWindows_saysWhatToStartInsteadInOneLineForEveryShell() {
    assertThatThrownBy(() -> RedisBinary.extract(directory, "Windows 11", "amd64", RESOURCES))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "redis.mode embedded does not work here: there is no redis-server binary for Windows 11"
                + " on amd64. Start a Redis and name it instead:\n"
                + "    docker run --rm -p 6379:6379 redis:7\n"
                + "    cmd /c \"set REDIS_URL=redis://127.0.0.1:6379&& mvn -q compile exec:java\"");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void extract_withoutTheJar_namesItAndSaysWhatToStartInstead() {
    ClassLoader without = new ClassLoader(null) {};

    assertThatThrownBy(() -> RedisBinary.extract(directory, "Linux", "amd64", without))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "redis.mode embedded does not work here: org.signal:embedded-redis, which holds"
                + " redis-server-7.0.15-linux-amd64, is not on the class path. Start a Redis and"
                + " name it instead:\n"
                + "    docker run --rm -p 6379:6379 redis:7\n"
                + "    REDIS_URL=redis://127.0.0.1:6379 mvn -q compile exec:java");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void extract_makesAnExecutable() throws Exception {
    assertThat(RedisBinary.extract(directory)).isExecutable();
  }
}
