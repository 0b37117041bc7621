package io.github.redsessions.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What is asked of the contenders. Every connection has a session of its own. */
enum Load {
  READ("GET /read", 64, 0, "an unchanged session is read"),
  CHANGE("POST /change", 64, 0, "one attribute is changed"),
  LOGIN("POST /login", 64, 0, "a login, which gives a new id"),
  UNKNOWN("GET /read", 16, 0, "an id of no session");

  private final String requestLine;
  private final int connections;
  private final int filling;
  private final String title;

  Load(String requestLine, int connections, int filling, String title) {
    this.requestLine = requestLine;
    this.connections = connections;
    this.filling = filling;
    this.title = title;
  }

  /** The name on the command line. */
  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The name in tables and plots. */
  String title() {
    return title;
  }

  String requestLine() {
    return requestLine;
  }

  int connections() {
    return connections;
  }

  /** How many characters are in the session besides the article's attributes. */
  int filling() {
    return filling;
  }

  int expectedStatus() {
    return this == UNKNOWN ? 401 : 200;
  }

  /** Whether it makes sense for a contender. */
  boolean suits(Contender contender) {
    return contender.hasSessions() || this == READ;
  }

  /** Reads a list as in {@code read,login}; the given ones when it is empty. */
  static List<Load> listed(String ids, List<Load> fallback) {
    return ids.isBlank()
        ? fallback
        : Arrays.stream(ids.split(","))
            .map(id -> valueOf(id.strip().toUpperCase(Locale.ROOT).replace('-', '_')))
            .sorted()
            .toList();
  }
}
