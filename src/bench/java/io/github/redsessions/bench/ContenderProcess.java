package io.github.redsessions.bench;

import io.github.redsessions.bench.app.ApplicationServer;
import io.github.redsessions.bench.app.Usage;
import io.github.redsessions.bench.load.LoadGenerator;
import io.github.redsessions.bench.load.Script;
import io.github.redsessions.bench.load.Visits;
import io.github.redsessions.redis.RedisProcess;
import io.vertx.core.logging.SLF4JLogDelegateFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A contender that runs. Its methods block. */
final class ContenderProcess implements AutoCloseable {

  private final Contender contender;
  private final int port;
  private final Process process;
  private final BufferedReader answers;
  private final Writer questions;
  private final Map<Integer, List<String>> cookies = new HashMap<>();

  private ContenderProcess(Contender contender, int port, Process process) {
    this.contender = contender;
    this.port = port;
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.US_ASCII);
    this.questions = process.outputWriter(StandardCharsets.US_ASCII);
  }

  /**
   * Starts a contender.
   *
   * @throws IOException when it does not start; why is on the standard error
   */
  static ContenderProcess start(Contender contender, int eventLoops, String redis)
      throws IOException {
    int port = RedisProcess.freePort();
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "-Xms512m",
            "-Xmx512m",
            "-Dvertx.logger-delegate-factory-class-name=" + SLF4JLogDelegateFactory.class.getName(),
            "-Dlogback.configurationFile=" + Path.of("src", "bench", "resources", "logback.xml"),
            ApplicationServer.class.getName(),
            contender.id(),
            Integer.toString(port),
            Integer.toString(eventLoops),
            redis);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    ContenderProcess started = new ContenderProcess(contender, port, process);
    if (!"ready".equals(started.answers.readLine())) {
      started.close();
      throw new IOException(contender.title() + " does not start");
    }
    return started;
  }

  Contender contender() {
    return contender;
  }

  /** What it has used so far. */
  Usage usage() {
    try {
      questions.write("usage\n");
      questions.flush();
      return Usage.parse(answers.readLine());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Opens the connections of a load. */
  LoadGenerator load(Load load) throws IOException {
    List<Script> scripts = new ArrayList<>();
    for (int i = 0; i < load.connections(); i++) {
      scripts.add(script(load, i));
    }
    return new LoadGenerator(port, load.expectedStatus(), scripts);
  }

  /** Prepares what one connection of a load sends. */
  Script script(Load load, int connection) throws IOException {
    return switch (load) {
      case UNKNOWN -> Script.inTurn(load.requestLine(), UnknownCookies.of(contender));
      case LOGIN -> Script.following(load.requestLine(), newSession(load, connection));
      default -> Script.inTurn(load.requestLine(), List.of(session(load, connection)));
    };
  }

  /** Sends a few requests of a load, one after the other. */
  void visit(Load load, Script script, int times) throws IOException {
    Visits.repeat(port, script, load.expectedStatus(), times);
  }

  /** A login ends the old id, so its sessions are used once. */
  private String newSession(Load load, int user) throws IOException {
    return Visits.cookies(port, List.of(startRequest(load, user))).get(0);
  }

  private String session(Load load, int index) throws IOException {
    List<String> made = cookies.computeIfAbsent(load.filling(), size -> new ArrayList<>());
    while (made.size() <= index) {
      made.addAll(Visits.cookies(port, List.of(startRequest(load, made.size()))));
    }
    return made.get(index);
  }

  private static String startRequest(Load load, int user) {
    return "POST /start?user=" + (user + 1) + "&filling=" + load.filling();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
