package io.github.redsessions.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Chooses where this JVM's servers come from, by system properties:
 *
 * <ul>
 *   <li>{@code redis.provider}: {@code process}, {@code docker}, or {@code auto} (default) for
 *       processes where there is a binary and containers elsewhere
 *   <li>{@code redis.server}: the redis-server to run as a process, instead of the build's own
 *   <li>{@code redis.image}: the image to run as a container, {@code redis:7.4} by default
 * </ul>
 */
final class ProviderChoice {

  private static RedisProvider chosen;

  private ProviderChoice() {}

  /** A way to get servers. */
  interface Source {

    /**
     * Opens it.
     *
     * @throws IllegalStateException when there is nothing of the kind here, saying why
     */
    RedisProvider open() throws IOException;
  }

  /** The provider of this JVM. A failure is repeated for every test, so that each one says why. */
  static synchronized RedisProvider get() {
    if (chosen == null) {
      try {
        chosen =
            choose(
                System.getProperty("redis.provider", "auto"),
                () -> ProcessProvider.open(System.getProperty("redis.server")),
                () -> DockerProvider.open(System.getProperty("redis.image", "redis:7.4")));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return chosen;
  }

  static RedisProvider choose(String wanted, Source process, Source docker) throws IOException {
    return switch (wanted) {
      case "process" -> process.open();
      case "docker" -> docker.open();
      case "auto" -> first(process, docker);
      default ->
          throw new IllegalArgumentException(
              "redis.provider is process, docker or auto, and not " + wanted);
    };
  }

  private static RedisProvider first(Source process, Source docker) throws IOException {
    try {
      return process.open();
    } catch (IllegalStateException noProcess) {
      try {
        return docker.open();
      } catch (IllegalStateException noDocker) {
        IllegalStateException failure =
            new IllegalStateException(
                "the tests have no Redis. Tried process: "
                    + noProcess.getMessage()
                    + "\nTried docker: "
                    + noDocker.getMessage(),
                noDocker);
        failure.addSuppressed(noProcess);
        throw failure;
      }
    }
  }
}
