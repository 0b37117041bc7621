package io.github.redsessions.login;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code -conf}, spelled as for the start of the service. */
final class ConfOption {

  @Option(
      names = {"-conf", "--conf"},
      paramLabel = "<file>",
      description = "The configuration: a YAML or JSON file, or the JSON itself.")
  private @Nullable String value;

  ConfigSource source() {
    return new ConfigSource(value, null);
  }

  boolean isGiven() {
    return value != null;
  }
}
