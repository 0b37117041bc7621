package io.github.redsessions.login;

import io.github.redsessions.config.ConfigException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ScopeType;

/**
 * What the application jar does besides starting the service: one word each, in front of the
 * options. Exit status 0 when all is well, 1 when it isn't, 2 when the command line is wrong. What
 * was asked for goes to the standard output, problems and progress to the standard error.
 */
@Command(
    name = "java -jar vertx-redis-sessions-app.jar",
    synopsisSubcommandLabel = "[COMMAND]",
    description = {
      "Sessions in Redis, and the login service around them.",
      "Without a command the service starts, with the configuration of -conf."
    },
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Tools.Version.class,
    subcommands = {CheckCommand.class, DoctorCommand.class, HashPasswordCommand.class})
final class Tools implements Runnable {

  private static final Set<String> HELP = Set.of("-h", "-help", "--help");
  private static final Set<String> VERSION = Set.of("-V", "-version", "--version");

  private final CommandLine line;
  private final List<String> args;

  private Tools(List<String> args) {
    this.args = args;
    this.line = new CommandLine(this);
  }

  /**
   * Finds out whether a command line is for this.
   *
   * @return null if it is one that starts the service
   */
  static @Nullable Tools of(String... args) {
    if (args.length == 0) {
      return null;
    }
    List<String> given = new ArrayList<>(Arrays.asList(args));
    if (HELP.contains(args[0])) {
      return new Tools(List.of("--help"));
    }
    if (VERSION.contains(args[0])) {
      return new Tools(List.of("--version"));
    }
    // The word may come after -conf too: whoever writes it there doesn't want a service.
    List<String> others = LaunchArguments.split(args).others();
    Tools tools = new Tools(given);
    if (!others.isEmpty() && tools.line.getSubcommands().containsKey(others.get(0))) {
      given.remove(others.get(0));
      given.add(0, others.get(0));
      return tools;
    }
    // No option of the launcher begins without a dash, and the verticle it could start is given.
    return args[0].startsWith("-") ? null : tools;
  }

  boolean isHelpOfAll() {
    return args.equals(List.of("--help"));
  }

  /** Does it, on the standard streams. */
  int execute() {
    return execute(line.getOut(), line.getErr());
  }

  int execute(PrintWriter out, PrintWriter err) {
    line.setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(this::wrongLine)
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              if (!(e instanceof ConfigException)) {
                throw e;
              }
              command.getErr().println(e.getMessage());
              return 1;
            });
    int status = line.execute(args.toArray(String[]::new));
    out.flush();
    err.flush();
    return status;
  }

  /** Without a command, as after {@code --}. */
  @Override
  public void run() {
    line.usage(line.getOut());
  }

  private int wrongLine(CommandLine.ParameterException e, String[] given) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    // Not what picocli says of an unknown word as a whole: a value beside it may be a secret.
    if (command.getParent() == null && !given[0].startsWith("-")) {
      err.printf(
          Locale.ROOT,
          "Found the command %s, allowed %s; without a command the service starts.%n",
          given[0],
          String.join(", ", command.getSubcommands().keySet()));
    } else {
      err.println(e.getMessage());
      command.usage(err);
    }
    return CommandLine.ExitCode.USAGE;
  }

  /** The version of the jar. */
  static final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
      String version = Tools.class.getPackage().getImplementationVersion();
      return new String[] {
        "vertx-redis-sessions " + (version == null ? "(not from a jar)" : version)
      };
    }
  }
}
