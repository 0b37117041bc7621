package io.github.redsessions.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Who is measured, in the order of the tables. */
enum Contender {
  NONE("no sessions", 0xD9D9D9),
  LOCAL("LocalSessionStore (memory)", 0xA6A6A6),
  STOCK("vertx-web-sstore-redis", 0x737373),
  STORE("this store, stock SessionHandler", 0xF4A582),
  GUARD("this store, its handler and guard", 0xD6604D),
  NEAR("the same with near cache", 0x9B1B30),
  POSTGRES("table in PostgreSQL", 0x92C5DE),
  EXPRESS("express-session, connect-redis", 0x4393C3);

  private final String title;
  private final int color;

  Contender(String title, int color) {
    this.title = title;
    this.color = color;
  }

  /** The name on the command line. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name in tables and plots. */
  String title() {
    return title;
  }

  /** Red, green and blue in plots: red for this store, grey and blue for others. */
  int color() {
    return color;
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
