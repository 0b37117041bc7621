package io.github.redsessions.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts the contender for Node.js, whose packages npm installs below {@code target}. */
final class NodeCommand {

  private static final Path SOURCE = Path.of("src", "bench", "node");
  private static final Path WORK = Path.of("target", "bench", "node");
  private static final int INSTALL_SECONDS = 120;

  private NodeCommand() {}

  static ProcessBuilder of(int port, String redis) throws IOException, SkippedException {
    install();
    ProcessBuilder node =
        new ProcessBuilder(
            "node", WORK.resolve("server.js").toString(), Integer.toString(port), redis);
    node.environment().put("NODE_ENV", "production");
    return node;
  }

  private static void install() throws IOException, SkippedException {
    Files.createDirectories(WORK);
    for (String file : List.of("package.json", "server.js")) {
      Files.copy(SOURCE.resolve(file), WORK.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    File log = WORK.resolve("npm.log").toFile();
    run("node is not installed", log, "node", "--version");
    run(
        "npm can't install express-session, see " + log,
        log,
        "npm",
        "install",
        "--no-audit",
        "--no-fund");
  }

  private static void run(String otherwise, File log, String... command) throws SkippedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(WORK.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log)
              .start();
      if (!process.waitFor(INSTALL_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new SkippedException(otherwise);
      }
      if (process.exitValue() != 0) {
        throw new SkippedException(otherwise);
      }
    } catch (IOException e) {
      throw new SkippedException(otherwise, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SkippedException("interrupted", e);
    }
  }
}
