package io.github.redsessions.redis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The redis-server executable inside the optional dependency {@code org.signal:embedded-redis}.
 *
 * <p>Only that jar's files are read, none of its classes. Public for the tests, which start servers
 * of their own; the module does not export this package.
 */
public final class RedisBinary {

  private RedisBinary() {}

  /**
   * Copies the executable for this platform into a directory. Blocks.
   *
   * @param directory an existing directory, on a file system that allows executing files
   * @return the executable
   * @throws IOException when the file can't be written
   * @throws IllegalStateException when there is no binary for this platform or the dependency is
   *     absent; the message says how to start a Redis instead
   */
  public static Path extract(Path directory) throws IOException {
    return extract(
        directory,
        System.getProperty("os.name", ""),
        System.getProperty("os.arch", ""),
        RedisBinary.class.getClassLoader());
  }

  static Path extract(Path directory, String osName, String osArch, ClassLoader resources)
      throws IOException {
    String name =
        BinaryName.of(osName, osArch)
            .orElseThrow(
                () ->
                    unavailable(
                        "there is no redis-server binary for " + osName + " on " + osArch, osName));
    try (InputStream binary = resources.getResourceAsStream(name)) {
      if (binary == null) {
        throw unavailable(
            "org.signal:embedded-redis, which holds " + name + ", is not on the class path",
            osName);
      }
      Path executable = directory.resolve("redis-server");
      Files.copy(binary, executable);
      if (!executable.toFile().setExecutable(true, true)) {
        throw new IOException("could not make " + executable + " executable");
      }
      return executable;
    }
  }

  private static IllegalStateException unavailable(String reason, String osName) {
    String url = "REDIS_URL=redis://127.0.0.1:6379";
    String run = "mvn -q compile exec:java";
    // In this form the line works from cmd.exe and from PowerShell.
    String second =
        BinaryName.isWindows(osName) ? "cmd /c \"set " + url + "&& " + run + "\"" : url + " " + run;
    return new IllegalStateException(
        "redis.mode embedded does not work here: "
            + reason
            + ". Start a Redis and name it instead:\n    docker run --rm -p 6379:6379 redis:7\n    "
            + second);
  }
}
