package io.github.redsessions.login;

import io.github.redsessions.config.ConfigException;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Checks a configuration and everything that it names, without starting or connecting anything. */
@Command(
    name = "check",
    description = {
      "Checks a configuration with its overrides from environment and system properties, and the"
          + " files that it names. Prints every problem, and connects to nothing."
    })
final class CheckCommand implements Callable<Integer> {

  @Mixin private final ConfOption conf = new ConfOption();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Vertx vertx = Vertx.vertx();
    try {
      List<String> problems = ConfigCheck.problems(vertx, conf.source());
      if (problems.isEmpty()) {
        spec.commandLine().getOut().println("The configuration is valid.");
        return 0;
      }
      PrintWriter err = spec.commandLine().getErr();
      err.println(new ConfigException(problems).getMessage());
      return 1;
    } finally {
      vertx.close().await();
    }
  }
}
