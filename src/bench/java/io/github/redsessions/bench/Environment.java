package io.github.redsessions.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;

/**
 * Where a run took place.
 *
 * @param processor its name
 * @param cores how many
 * @param system operating system
 * @param java version of the JDK
 * @param redis version of the redis-server
 * @param time when it began
 */
record Environment(
    String processor, int cores, String system, String java, String redis, Instant time) {

  static Environment of(RedisDatabase redis) {
    String info = (String) redis.server().command("INFO", "server");
    String version =
        info.lines()
            .filter(line -> line.startsWith("redis_version:"))
            .map(line -> line.substring("redis_version:".length()))
            .findFirst()
            .orElse("?");
    return new Environment(
        processorName(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.runtime.version"),
        version,
        Instant.now().truncatedTo(ChronoUnit.SECONDS));
  }

  String sentence() {
    return "Measured at %s on %d cores of %s, %s, Java %s, Redis %s."
        .formatted(time, cores, processor, system, java, redis);
  }

  private static String processorName() {
    Path file = Path.of("/proc/cpuinfo");
    if (Files.isReadable(file)) {
      try (Stream<String> lines = Files.lines(file)) {
        return lines
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse(System.getProperty("os.arch"));
      } catch (IOException e) {
        return System.getProperty("os.arch");
      }
    }
    return System.getProperty("os.arch");
  }
}
