package io.github.redsessions.bench;

import static io.github.redsessions.bench.Contender.EXPRESS;
import static io.github.redsessions.bench.Contender.NEAR;
import static io.github.redsessions.bench.Contender.POSTGRES;
import static io.github.redsessions.bench.Contender.STOCK;
import static io.github.redsessions.bench.Contender.STORE;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What is asked of the contenders. Every connection has a session of its own. */
enum Load {
  READ("GET /read", 64, 0, 5),
  READ_HALF("GET /read", 64, 0, 5),
  CHANGE("POST /change", 64, 0, 5),
  LOGIN("POST /login?user=", 64, 0, 5),
  UNKNOWN("GET /read", 16, 0, 3),
  ANONYMOUS("GET /plain", 64, 0, 3),
  READ_1K("GET /read", 64, 1_000, 3),
  READ_10K("GET /read", 64, 10_000, 3),
  READ_1("GET /read", 1, 0, 3),
  READ_1000("GET /read", 1_000, 0, 3),
  CHANGE_1K("POST /change", 64, 1_000, 0),
  CHANGE_10K("POST /change", 64, 10_000, 0),
  CHANGE_1("POST /change", 1, 0, 0),
  CHANGE_1000("POST /change", 1_000, 0, 0),
  LOGIN_1("POST /login?user=", 1, 0, 0),
  LOGIN_AGAIN("POST /login?user=", 64, 0, 0);

  /** Rounds of everything when all is measured. */
  private static final int LONG_ROUNDS = 5;

  private final String requestLine;
  private final int connections;
  private final int filling;
  private final int rounds;

  Load(String requestLine, int connections, int filling, int rounds) {
    this.requestLine = requestLine;
    this.connections = connections;
    this.filling = filling;
    this.rounds = rounds;
  }

  /** The name on the command line. */
  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The heading of its table. */
  String title() {
    String what =
        switch (this) {
          case READ_HALF -> "An unchanged session is read, at half of the requests/s of `read`";
          case LOGIN, LOGIN_1 -> "A visitor without a session logs in, each as another user";
          case LOGIN_AGAIN -> "A session with a user logs in again, and gets another id";
          case ANONYMOUS -> "A request without a cookie that asks for no session";
          case UNKNOWN -> "A read with an id of no session";
          default -> isChange() ? "One attribute is changed" : "An unchanged session is read";
        };
    String size = filling == 0 ? "" : ", %,d characters more in it".formatted(filling);
    return "%s (`%s`%s, %,d connection%s)"
        .formatted(what, id(), size, connections, connections == 1 ? "" : "s");
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

  /**
   * Whether requests leave at a fixed rate, half of what {@link #READ} has shown to be possible.
   */
  boolean isOpenLoop() {
    return this == READ_HALF;
  }

  boolean isLogin() {
    return this == LOGIN || this == LOGIN_1;
  }

  /** Whether every request begins a session, at least in the memory of some. */
  boolean beginsSessions() {
    return isLogin() || this == ANONYMOUS;
  }

  boolean isChange() {
    return requestLine.equals("POST /change");
  }

  /** How often it is measured. */
  int rounds(boolean all) {
    return all ? LONG_ROUNDS : rounds;
  }

  /** Whether it is measured with a contender. */
  boolean suits(Contender contender, boolean all) {
    boolean possible = contender.hasSessions() || suitsWithoutSessions();
    return possible && (all || matters(contender));
  }

  /** Whether a contender says something that the others don't, when time is short. */
  private boolean matters(Contender contender) {
    boolean elsewhere = contender == POSTGRES || contender == EXPRESS;
    return switch (this) {
      case READ, CHANGE, LOGIN -> true;
      case READ_HALF -> !elsewhere;
      case UNKNOWN -> !elsewhere && contender != NEAR;
      case ANONYMOUS -> !elsewhere && contender != NEAR && contender != STOCK;
      default -> !elsewhere && contender != STORE;
    };
  }

  private boolean suitsWithoutSessions() {
    return requestLine.startsWith("GET") && this != UNKNOWN;
  }

  /** What is measured when nothing is asked for. */
  static List<Load> defaults(boolean all) {
    return Arrays.stream(values()).filter(load -> all || load.rounds > 0).toList();
  }

  /** Reads a list as in {@code read,login}. */
  static List<Load> listed(String ids) {
    return Arrays.stream(ids.split(","))
        .map(id -> valueOf(id.strip().toUpperCase(Locale.ROOT).replace('-', '_')))
        .sorted()
        .toList();
  }
}
