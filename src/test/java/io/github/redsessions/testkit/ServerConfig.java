package io.github.redsessions.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The options of a server, as they would stand on the command line: {@code --name}, its values, the
 * next {@code --name}. They go into a file, which CONFIG REWRITE and the sentinels need to be able
 * to write to.
 */
record ServerConfig(List<String> args) {

  static final String TLS_PORT = "--tls-port";

  /** Writes {@code redis.conf}, the options of the server after those that every server has. */
  Path write(Path directory, int port) throws IOException {
    StringBuilder lines = new StringBuilder();
    List<String> all = new ArrayList<>();
    all.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1"));
    all.addAll(List.of("--save", "", "--appendonly", "no", "--dir", directory.toString()));
    all.addAll(args);
    for (String arg : all) {
      if (arg.startsWith("--")) {
        lines.append('\n').append(arg.substring(2));
      } else {
        lines.append(" \"").append(arg.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
      }
    }
    return Files.writeString(directory.resolve("redis.conf"), lines.append('\n'));
  }

  /** The last given value of an option, when it is there. */
  Optional<String> value(String option) {
    int index = args.lastIndexOf(option);
    return index < 0 || index + 1 == args.size()
        ? Optional.empty()
        : Optional.of(args.get(index + 1));
  }

  boolean says(String option, String value) {
    return value(option).filter(value::equals).isPresent();
  }

  /** What AUTH takes of the test itself. */
  List<String> credentials() {
    return List.of(Acl.ADMIN, Acl.password(Acl.ADMIN));
  }
}
