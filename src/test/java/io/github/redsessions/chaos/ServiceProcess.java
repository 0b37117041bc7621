package io.github.redsessions.chaos;

import static io.github.redsessions.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A JVM with the application, which can be killed and stopped. Its methods block. */
final class ServiceProcess implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(60);

  /** What no service may print: leaked buffers, and what nobody caught. */
  private static final Pattern ALARMING = Pattern.compile("LEAK|Unhandled exception|OutOfMemory");

  private static final int KEPT = 200;

  private volatile JsonObject config;
  private final Class<?> application;
  private final List<String> launcher;
  private final List<String> options;
  private final List<String> alarms = new CopyOnWriteArrayList<>();
  private final List<String> output = new CopyOnWriteArrayList<>();
  private Process process;

  /**
   * Starts it and returns when it serves.
   *
   * @param config what {@link ChaosService} reads, with its port
   */
  ServiceProcess(JsonObject config) {
    this(config, "-Xmx128m", "-XX:TieredStopAtLevel=1", "-Dio.netty.leakDetection.level=advanced");
  }

  /**
   * Starts it with other options of the JVM.
   *
   * @param config what {@link ChaosService} reads, with its port
   */
  ServiceProcess(JsonObject config, String... options) {
    this(ChaosService.class, List.of(), config, options);
  }

  /**
   * Starts another application.
   *
   * @param application prints {@link ServiceMain#READY} when it serves
   * @param launcher what the command begins with, or nothing
   * @param config its first line of input, with its port
   * @param options those of the JVM
   */
  ServiceProcess(
      Class<?> application, List<String> launcher, JsonObject config, String... options) {
    this.application = application;
    this.launcher = launcher;
    this.config = config;
    this.options = List.of(options);
    launch();
    awaitReady();
  }

  int port() {
    return config.getInteger("port");
  }

  /** How much CPU time it has taken. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  /** Lines that it should not have printed. */
  List<String> alarms() {
    return List.copyOf(alarms);
  }

  /** Sends SIGKILL and waits until it is gone. */
  void kill() {
    process.destroyForcibly();
    try {
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).as("killed").isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while killing a service", e);
    }
  }

  /** Starts it again after {@link #kill()}. */
  void restart() {
    output.clear();
    launch();
    awaitReady();
  }

  /** Sends SIGSTOP. */
  void freeze() {
    signal("STOP");
  }

  /** Sends SIGCONT. */
  void thaw() {
    signal("CONT");
  }

  /** What it started with, or will the next time. */
  JsonObject config() {
    return config.copy();
  }

  /** Has it start with another configuration the next time. */
  void setConfig(JsonObject next) {
    config = next;
  }

  /** Has it start with other keys for the cookies the next time. */
  void setKeys(JsonArray keys) {
    for (String name : List.of("merge", "strict", "brief")) {
      config.getJsonObject(name).getJsonObject("cookie").put("signingKeys", keys);
    }
  }

  @Override
  public void close() {
    kill();
  }

  private void launch() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command = new ArrayList<>(launcher);
    command.addAll(List.of(java, "-XX:+UseSerialGC"));
    command.addAll(options);
    command.addAll(
        List.of(
            "-Dvertx.logger-delegate-factory-class-name=io.vertx.core.logging.SLF4JLogDelegateFactory",
            "-cp",
            System.getProperty("java.class.path"),
            application.getName()));
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
      Thread reader = new Thread(() -> read(process), "service-output");
      reader.setDaemon(true);
      reader.start();
      process.getOutputStream().write((config.encode() + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitReady() {
    eventually(
        START,
        () -> {
          assertThat(output).contains(ServiceMain.READY);
        });
  }

  private void read(Process from) {
    try (BufferedReader lines = from.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (output.size() < KEPT) {
          output.add(line);
        }
        if (ALARMING.matcher(line).find()) {
          alarms.add(line);
        }
      }
    } catch (IOException e) {
      output.add("the output ended: " + e.getMessage());
    }
  }

  private void signal(String name) {
    String command = "kill -" + name + " " + process.pid();
    try {
      int status = new ProcessBuilder("sh", "-c", command).inheritIO().start().waitFor();
      assertThat(status).as(command).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while sending SIG" + name, e);
    }
  }
}
