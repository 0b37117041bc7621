package io.github.redsessions.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The users of {@code conf/redis/*.acl}, as production has them, and an administrator for the
 * tests' own commands.
 */
public final class Acl {

  /** The user that the application logs in as. */
  public static final String SESSIONS = "sessions";

  /** The same with the one right more that the near cache needs; exists where a test adds it. */
  public static final String NEAR_CACHE = "sessions-with-near-cache";

  static final String REPLICA = "replica";
  static final String SENTINEL = "sentinel";

  /** The user of the tests' own commands, which exists only on their servers. */
  public static final String ADMIN = "admin-of-the-tests";

  /** What {@code conf/redis/standalone.conf} says that the near cache needs. */
  public static final String NEAR_CACHE_GRANT = "+client|tracking";

  private static final String ADMIN_PASSWORD = "only-for-tests";
  private static final Path USERS = Path.of("conf", "redis", "users.acl");
  private static final Path SENTINEL_USERS = Path.of("conf", "redis", "sentinel-users.acl");

  private Acl() {}

  /** The administrator's line in an ACL file. */
  public static String adminLine() {
    return "user " + ADMIN + " on >" + ADMIN_PASSWORD + " ~* &* +@all";
  }

  /** The user {@link #NEAR_CACHE} as options of a server. */
  public static String[] nearCacheOptions() {
    List<String> options = new ArrayList<>(List.of("--user", NEAR_CACHE));
    String start = "user " + SESSIONS + " ";
    lines(USERS)
        .filter(line -> line.startsWith(start))
        .forEach(line -> options.addAll(List.of(line.substring(start.length()).split(" ", -1))));
    options.add(NEAR_CACHE_GRANT);
    return options.toArray(String[]::new);
  }

  /** The options of a server, after those for its users: a server knows no others. */
  static List<String> before(List<String> args, boolean sentinel) {
    List<String> options = sentinel ? sentinelOptions() : options();
    options.addAll(args);
    return options;
  }

  /** The users, and how a replica logs in, as options of a server that holds data. */
  private static List<String> options() {
    List<String> options = options(USERS);
    options.addAll(List.of("--masteruser", REPLICA, "--masterauth", password(REPLICA)));
    return options;
  }

  /** The users, and how sentinels log in to each other, as options of a sentinel. */
  private static List<String> sentinelOptions() {
    List<String> options = options(SENTINEL_USERS);
    options.addAll(List.of("--sentinel", "sentinel-user", SENTINEL));
    options.addAll(List.of("--sentinel", "sentinel-pass", password(SENTINEL)));
    return options;
  }

  private static List<String> options(Path file) {
    List<String> options = new ArrayList<>();
    lines(file)
        .forEach(
            line -> {
              List<String> words = List.of(line.split(" ", -1));
              options.add("--" + words.get(0));
              options.addAll(words.subList(1, words.size()));
            });
    return options;
  }

  /** The password of a user, which is the same on data servers and sentinels. */
  public static String password(String user) {
    String start = "user " + user + " ";
    return lines(USERS)
        .filter(line -> line.startsWith(start))
        .flatMap(line -> Stream.of(line.split(" ", -1)))
        .filter(word -> word.startsWith(">"))
        .map(word -> word.substring(1))
        .findFirst()
        .map(SeenSecrets::add)
        .orElseThrow(() -> new IllegalArgumentException("no password of the user " + user));
  }

  private static Stream<String> lines(Path file) {
    try {
      return Stream.concat(Files.readAllLines(file).stream(), Stream.of(adminLine()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
