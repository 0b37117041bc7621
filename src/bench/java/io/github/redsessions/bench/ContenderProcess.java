package io.github.redsessions.bench;

import io.github.redsessions.bench.app.Usage;
import io.github.redsessions.bench.load.LoadGenerator;
import io.github.redsessions.bench.load.Script;
import io.github.redsessions.bench.load.Visits;
import io.github.redsessions.redis.RedisProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A contender that runs. Its methods block. */
final class ContenderProcess implements AutoCloseable {

  private static final int USERS_PER_CONNECTION = 1_000_000;

  private final Contender contender;
  private final Database database;
  private final int port;
  private final Process process;
  private final BufferedReader answers;
  private final Writer questions;
  private final Map<Integer, List<String>> cookies = new HashMap<>();

  /** So that no two connections log in the same user, of whom only so many sessions live. */
  private int nextUser = 1;

  private ContenderProcess(Contender contender, Database database, int port, Process process) {
    this.contender = contender;
    this.database = database;
    this.port = port;
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.US_ASCII);
    this.questions = process.outputWriter(StandardCharsets.US_ASCII);
  }

  /**
   * Starts a contender.
   *
   * @param eventLoops of a Vert.x application
   * @param database where its sessions are
   * @throws IOException when it does not start; why is on the standard error
   * @throws SkippedException when this machine lacks what it needs
   */
  static ContenderProcess start(Contender contender, int eventLoops, Database database)
      throws IOException, SkippedException {
    int port = RedisProcess.freePort();
    ProcessBuilder command =
        contender == Contender.EXPRESS
            ? NodeCommand.of(port, database.uri())
            : JavaCommand.of(contender, port, eventLoops, database.uri());
    Process process = command.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    ContenderProcess started = new ContenderProcess(contender, database, port, process);
    if (!"ready".equals(started.answers.readLine())) {
      started.close();
      throw new IOException(contender.title() + " does not start");
    }
    return started;
  }

  Contender contender() {
    return contender;
  }

  /** Where its sessions are. */
  Database database() {
    return database;
  }

  /** What it has used so far. */
  Usage usage() {
    return Usage.parse(ask("usage"));
  }

  /** Says a word that the process understands, and gives its answer. */
  String ask(String word) {
    try {
      questions.write(word + "\n");
      questions.flush();
      String answer = answers.readLine();
      if (answer == null) {
        throw new IOException(contender.title() + " has ended");
      }
      return answer;
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
    if (load.isLogin()) {
      nextUser += USERS_PER_CONNECTION;
      return Script.numbered(load.requestLine(), nextUser);
    } else if (load == Load.ANONYMOUS) {
      return Script.inTurn(load.requestLine(), List.of(""));
    } else if (load == Load.UNKNOWN) {
      return Script.inTurn(load.requestLine(), UnknownCookies.of(contender));
    } else if (load == Load.LOGIN_AGAIN) {
      int user = connection + 1;
      return Script.following(load.requestLine() + user, start(user, 0));
    }
    return Script.inTurn(load.requestLine(), List.of(session(load.filling(), connection)));
  }

  /** Sends a few requests of a load, one after the other. */
  void visit(Load load, Script script, int times) throws IOException {
    Visits.repeat(port, script, load.expectedStatus(), times);
  }

  /** The cookie of a session that stays. */
  String session(int filling, int index) throws IOException {
    if (!contender.hasSessions()) {
      return "";
    }
    List<String> made = cookies.computeIfAbsent(filling, size -> new ArrayList<>());
    while (made.size() <= index) {
      made.add(start(made.size() + 1, filling));
    }
    return made.get(index);
  }

  /** Begins new ones from now on, since Redis has lost the others. */
  void forgetSessions() {
    cookies.clear();
  }

  private String start(int user, int filling) throws IOException {
    return Visits.cookie(port, "POST /start?user=" + user + "&filling=" + filling);
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
