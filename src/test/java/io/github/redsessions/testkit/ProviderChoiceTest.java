package io.github.redsessions.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProviderChoiceTest {

  private final RedisProvider process = provider();
  private final RedisProvider docker = provider();

  @Test
  void choose_takesWhatIsNamed() throws IOException {
    assertThat(choose("process")).isSameAs(process);
    assertThat(choose("docker")).isSameAs(docker);
    assertThat(choose("auto")).isSameAs(process);
  }

  @Test
  void choose_withAnotherWord_namesTheThree() {
    assertThatThrownBy(() -> choose("podman"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("redis.provider is process, docker or auto, and not podman");
  }

  @Test
  void auto_withoutABinary_takesDocker() throws IOException {
    assertThat(ProviderChoice.choose("auto", none("no binary"), () -> docker)).isSameAs(docker);
  }

  @Test
  void auto_withNeither_namesWhatWasTried() {
    assertThatThrownBy(() -> ProviderChoice.choose("auto", none("no binary"), none("no engine")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the tests have no Redis. Tried process: no binary\nTried docker: no engine");
  }

  @Test
  void process_withoutABinary_doesNotTakeDocker() {
    assertThatThrownBy(() -> ProviderChoice.choose("process", none("no binary"), () -> docker))
        .hasMessage("no binary");
  }

  @Test
  void server_thatCanNotBeRun_isSaidAndReplacedByNothing(@TempDir Path directory)
      throws IOException {
    Path file = Files.writeString(directory.resolve("redis-server"), "not executable");

    for (Path path : new Path[] {file, directory, directory.resolve("absent")}) {
      assertThatThrownBy(
              () ->
                  ProviderChoice.choose(
                      "auto", () -> ProcessProvider.open(path.toString()), () -> docker))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("redis.server is no executable file: " + path);
    }
  }

  private RedisProvider choose(String wanted) throws IOException {
    return ProviderChoice.choose(wanted, () -> process, () -> docker);
  }

  private static ProviderChoice.Source none(String reason) {
    return () -> {
      throw new IllegalStateException(reason);
    };
  }

  private static RedisProvider provider() {
    return (directory, port, args) -> {
      throw new AssertionError("nothing is started here");
    };
  }
}
