package io.github.redsessions.bench;

import io.github.redsessions.bench.app.ApplicationServer;
import io.vertx.core.logging.SLF4JLogDelegateFactory;
import java.nio.file.Path;
import java.util.List;

/** Starts a contender on this JDK, with the heap and the settings that all have. */
final class JavaCommand {

  private JavaCommand() {}

  static ProcessBuilder of(Contender contender, int port, int eventLoops, String database) {
    return new ProcessBuilder(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "-Xms512m",
            "-Xmx512m",
            "-Dvertx.logger-delegate-factory-class-name=" + SLF4JLogDelegateFactory.class.getName(),
            "-Dlogback.configurationFile=src/bench/resources/logback.xml",
            ApplicationServer.class.getName(),
            contender.id(),
            Integer.toString(port),
            Integer.toString(eventLoops),
            database));
  }
}
