package io.github.redsessions.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lists the commands that clients sent to a server, by MONITOR: a script counts as one command,
 * what it calls inside is left out, and so is what the test sends by {@link RedisServer#command},
 * and the commands by which sentinels, replicas and clients watch a server.
 *
 * <p>A command that the server has answered before a method here is called is in the list: the
 * recorder waits for a marker of its own to come by. Redis shows neither administrative commands
 * (as CONFIG and SHUTDOWN) nor what it refuses unread (an unknown command, a wrong number of
 * arguments).
 */
public final class CommandRecorder implements AutoCloseable {

  private static final Set<String> WATCHING = Set.of("PING", "INFO", "PUBLISH", "ROLE");

  // 1700000000.123456 [0 127.0.0.1:54321] "set" "k" "v", or [0 lua] for what a script calls
  private static final Pattern LINE = Pattern.compile("\\+[\\d.]+ \\[\\d+ ([^]]+)] (.*)");
  // Possessive, since a recursion per character would overflow the stack on a whole script.
  private static final Pattern ARGUMENT = Pattern.compile("\"((?:[^\"\\\\]++|\\\\.)*+)\"");

  private static final Pattern ESCAPE = Pattern.compile("\\\\(x[0-9a-f]{2}|.)");

  private final RedisServer server;
  private final Set<String> ownAddresses;
  private final RespClient monitor;
  private final List<List<String>> commands = new ArrayList<>();

  CommandRecorder(RedisServer server, Set<String> ownAddresses) {
    this.server = server;
    this.ownAddresses = ownAddresses;
    this.monitor = server.connect();
    monitor.command("MONITOR");
  }

  /** The commands so far, in the order in which the server ran them, each with its arguments. */
  public synchronized List<List<String>> commands() {
    catchUp();
    return List.copyOf(commands);
  }

  /** The names of the commands so far, in upper case. */
  public List<String> names() {
    return commands().stream().map(command -> command.get(0).toUpperCase(Locale.ROOT)).toList();
  }

  /** Forgets what was recorded so far. */
  public synchronized void clear() {
    catchUp();
    commands.clear();
  }

  @Override
  public void close() {
    monitor.close();
  }

  private void catchUp() {
    String marker = UUID.randomUUID().toString();
    server.command("ECHO", marker);
    try {
      for (String line = monitor.line(); !line.contains(marker); line = monitor.line()) {
        add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(String line) {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      throw new IllegalStateException("not a line of MONITOR: " + line);
    }
    String source = parts.group(1);
    if (source.equals("lua") || ownAddresses.contains(source)) {
      return;
    }
    List<String> command =
        ARGUMENT.matcher(parts.group(2)).results().map(a -> unescape(a.group(1))).toList();
    if (!WATCHING.contains(command.get(0).toUpperCase(Locale.ROOT))) {
      commands.add(command);
    }
  }

  /** Undoes what Redis' sdscatrepr does: what is left of the text has one character a byte. */
  private static String unescape(String text) {
    String bytes =
        ESCAPE
            .matcher(text)
            .replaceAll(escape -> Matcher.quoteReplacement(unescaped(escape.group(1))));
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private static String unescaped(String escape) {
    return switch (escape.charAt(0)) {
      case 'n' -> "\n";
      case 'r' -> "\r";
      case 't' -> "\t";
      case 'a' -> "\u0007";
      case 'b' -> "\b";
      case 'x' -> Character.toString(Integer.parseInt(escape.substring(1), 16));
      default -> escape;
    };
  }
}
