package io.github.redsessions.bench;

import io.github.redsessions.bench.load.Visits;
import io.github.redsessions.redis.RedisProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** How long the login service takes from its start to the first request that it answered. */
final class StartUp {

  private static final int TIMES = 5;
  private static final Pattern READY = Pattern.compile("ready: http://localhost:");

  private StartUp() {}

  /**
   * Starts the service a few times, each with a Redis of its own.
   *
   * @return the median, in seconds
   * @throws SkippedException where it isn't packaged
   */
  static double seconds(Path jar) throws IOException, SkippedException {
    if (jar == null || !Files.exists(jar)) {
      throw new SkippedException("the jar of the login service is not packaged");
    }
    double[] seconds = new double[TIMES];
    for (int i = 0; i < TIMES; i++) {
      seconds[i] = once(jar);
    }
    return Summary.middle(seconds);
  }

  private static double once(Path jar) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-jar",
            jar.toString(),
            "-conf",
            "conf/dev.yaml");
    int port = RedisProcess.freePort();
    builder.environment().put("REDSESSIONS_HTTP_PORT", Integer.toString(port));
    builder.redirectErrorStream(true);
    long start = System.nanoTime();
    Process process = builder.start();
    try {
      awaitReady(process);
      Visits.cookie(port, "GET /login");
      return (System.nanoTime() - start) / 1e9;
    } finally {
      process.destroy();
      try {
        process.waitFor(10, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void awaitReady(Process process) throws IOException {
    StringBuilder output = new StringBuilder();
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      output.append(line).append('\n');
      if (READY.matcher(line).find()) {
        return;
      }
    }
    throw new IOException("the login service does not start:\n" + output);
  }
}
