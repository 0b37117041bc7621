package io.github.redsessions.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Who is measured, in the order of the tables. */
enum Contender {
  NONE("no sessions"),
  LOCAL("LocalSessionStore (memory)"),
  STOCK("vertx-web-sstore-redis"),
  STORE("this store, stock SessionHandler"),
  GUARD("this store, its handler and guard"),
  NEAR("the same with near cache"),
  POSTGRES("table in PostgreSQL"),
  EXPRESS("express-session, connect-redis");

  private final String title;

  Contender(String title) {
    this.title = title;
  }

  /** The name on the command line. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name in tables and plots. */
  String title() {
    return title;
  }

  boolean hasSessions() {
    return this != NONE;
  }

  /** Whether its sessions are in Redis, so that Redis' commands are its own. */
  boolean usesRedis() {
    return hasSessions() && this != LOCAL && this != POSTGRES;
  }

  boolean isThisStore() {
    return this == STORE || this == GUARD || this == NEAR;
  }

  /** Reads a list as in {@code stock,guard}; all of them when it is empty. */
  static List<Contender> listed(String ids) {
    return ids.isBlank()
        ? List.of(values())
        : Arrays.stream(ids.split(","))
            .map(id -> valueOf(id.strip().toUpperCase(Locale.ROOT)))
            .sorted()
            .toList();
  }
}
