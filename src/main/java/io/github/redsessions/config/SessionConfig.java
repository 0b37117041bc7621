package io.github.redsessions.config;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How long sessions live and how large they may be: the keys under {@code session}. Immutable.
 *
 * @param prefix {@code session.prefix}: every key in Redis starts with it and a colon, default
 *     {@code vs}; any text of 1 to 128 bytes in UTF-8
 * @param idleTimeout {@code session.idleTimeoutMs}: a session ends when it is unused this long,
 *     default 1800000 ms (30 minutes), 1000 to 34560000000 (400 days)
 * @param absoluteTimeout {@code session.absoluteTimeoutMs}: a session ends this long after its
 *     creation or its last login, however much it is used, default 43200000 ms (12 hours), 1000 to
 *     34560000000 (400 days); where it is shorter than the idle timeout, it alone holds
 * @param touchInterval {@code session.touchIntervalMs}: an unchanged session is written at most
 *     this often, and may end this much early; default a tenth of the idle timeout but at most
 *     60000 ms, 0 (every request) to half of the idle timeout
 * @param maxBytes {@code session.maxBytes}: the largest encoded size of all attributes, default
 *     65536 bytes, 64 to 1048576
 * @param concurrency {@code session.concurrency}: {@code merge} or {@code strict}, default {@code
 *     merge}
 * @param keepOnLogin {@code session.keepOnLogin}: names of attributes that survive a login, default
 *     none
 * @param saveOnError {@code session.saveOnError}: attributes that a request changed are saved
 *     although it is answered with a status of 400 or more, default false; login, logout and
 *     rotation are always stored
 * @param maxPerUser {@code session.maxPerUser}: how many sessions one user may have at a time,
 *     default 10, 1 to 1000
 * @param whenFull {@code session.whenFull}: what a login does that would be one too many, {@code
 *     evict} or {@code reject}, default {@code evict}
 * @param rotationGrace {@code session.rotationGraceMs}: for how long after a rotation a request
 *     with the old id is taken for one that was under way, which is given no cookie; default 10000
 *     ms, 0 to 600000. The old id is refused in any case
 * @param renewalTimeout {@code session.renewalTimeoutMs}: a session whose id is this old gets
 *     another one with its next GET or HEAD, which extends no deadline; default 0 ms, which is
 *     never, otherwise 60000 to 34560000000 (400 days), and more than {@code rotationGrace} and
 *     less than {@code absoluteTimeout}. Source: OWASP Session Management Cheat Sheet, Renewal
 *     Timeout, row T6
 * @param pseudonymKey {@code session.pseudonymKey}: at least 32 bytes, with which user ids in key
 *     names and session handles in audit events are hashed, null by default: then the hash has no
 *     key, and whoever sees it can try out names
 * @param socketCheck {@code session.socketCheckMs}: how often the session of an open WebSocket or
 *     SockJS socket is looked up, default 5000 ms, 100 to 600000
 * @param unknownIdsPerMinute {@code session.unknownIdsPerMinute}: how many different, well-formed
 *     ids of no session one address may send in a minute before it is answered 429, default 100, 1
 *     to 1000000
 * @param types {@code session.types}: fully qualified names of the classes that attributes may have
 *     besides the built-in types, default none; each an enum, a record or a {@code
 *     ClusterSerializable}
 * @param quarantine {@code session.quarantineMs}: for how long the record of a session is kept that
 *     can't be read, default 86400000 ms (a day), 1000 to 34560000000 (400 days)
 * @param format {@code session.format}: in which form new sessions are written, default 2, 1 or 2;
 *     1 while servers of a version that knows only that one share the sessions. Both are read
 */
public record SessionConfig(
    String prefix,
    Duration idleTimeout,
    Duration absoluteTimeout,
    Duration touchInterval,
    int maxBytes,
    Concurrency concurrency,
    Set<String> keepOnLogin,
    boolean saveOnError,
    int maxPerUser,
    WhenFull whenFull,
    Duration rotationGrace,
    Duration renewalTimeout,
    @Nullable Secret pseudonymKey,
    Duration socketCheck,
    int unknownIdsPerMinute,
    List<String> types,
    Duration quarantine,
    int format) {

  private static final int MIN_KEY_BYTES = 32;
  private static final int MAX_PREFIX_BYTES = 128;
  private static final long MIN_TIMEOUT_MS = 1000;

  /** The longest that browsers keep a cookie (RFC 6265bis, section 5.5). */
  private static final long MAX_TIMEOUT_MS = Duration.ofDays(400).toMillis();

  private static final long MAX_DEFAULT_TOUCH_MS = 60_000;

  /** Each renewal costs the requests that are under way beside it. */
  private static final long MIN_RENEWAL_MS = 60_000;

  private static final TextRule CLASS_NAME =
      TextRule.matching(
          "the name of a class with its package, at most 200 characters",
          "(?=.{1,200}$)([\\p{L}_][\\p{L}\\p{Nd}_]*\\.)+[\\p{L}_][\\p{L}\\p{Nd}_$]*");

  /** Takes copies of the collections. */
  public SessionConfig {
    keepOnLogin = Set.copyOf(keepOnLogin);
    types = List.copyOf(types);
  }

  /** What happens when two requests change one session at the same time. */
  public enum Concurrency {
    /** Changes of different attributes both survive; for one attribute the last write wins. */
    MERGE,
    /** The later write fails with a {@code SessionConflictException}. */
    STRICT
  }

  /** What happens to a login of a user who has {@code session.maxPerUser} sessions. */
  public enum WhenFull {
    /** The session that was logged in longest ago ends. */
    EVICT,
    /** The login fails. */
    REJECT
  }

  static SessionConfig read(ConfigReader in) {
    // Not the prefix, the key of the pseudonyms, the types and the interval of the sockets: they
    // are
    // in what was built at the start.
    in.live(
        "idleTimeoutMs",
        "absoluteTimeoutMs",
        "touchIntervalMs",
        "maxBytes",
        "concurrency",
        "keepOnLogin",
        "saveOnError",
        "maxPerUser",
        "whenFull",
        "rotationGraceMs",
        "renewalTimeoutMs",
        "unknownIdsPerMinute",
        "quarantineMs",
        "format");
    String prefix =
        in.text("prefix", "vs", new TextRule("1 to 128 bytes of UTF-8", SessionConfig::fits));
    Duration idle = in.millis("idleTimeoutMs", 1_800_000, MIN_TIMEOUT_MS, MAX_TIMEOUT_MS);
    Duration absolute = in.millis("absoluteTimeoutMs", 43_200_000, MIN_TIMEOUT_MS, MAX_TIMEOUT_MS);
    SessionConfig config =
        new SessionConfig(
            prefix,
            idle,
            absolute,
            touchInterval(in, idle.toMillis()),
            in.integer("maxBytes", 65_536, 64, 1_048_576),
            in.oneOf("concurrency", Concurrency.MERGE, c -> c.name().toLowerCase(Locale.ROOT)),
            Set.copyOf(distinct(in, "keepOnLogin", TextRule.NOT_EMPTY)),
            in.flag("saveOnError", false),
            in.integer("maxPerUser", 10, 1, 1000),
            in.oneOf("whenFull", WhenFull.EVICT, w -> w.name().toLowerCase(Locale.ROOT)),
            in.millis("rotationGraceMs", 10_000, 0, 600_000),
            in.millis("renewalTimeoutMs", 0, 0, MAX_TIMEOUT_MS),
            in.secret("pseudonymKey", MIN_KEY_BYTES),
            in.millis("socketCheckMs", 5_000, 100, 600_000),
            in.integer("unknownIdsPerMinute", 100, 1, 1_000_000),
            distinct(in, "types", CLASS_NAME),
            in.millis("quarantineMs", 86_400_000, MIN_TIMEOUT_MS, MAX_TIMEOUT_MS),
            in.integer("format", 2, 1, 2));
    config.checkRenewal(in);
    return config;
  }

  private static boolean fits(String prefix) {
    int bytes = prefix.getBytes(StandardCharsets.UTF_8).length;
    return bytes >= 1 && bytes <= MAX_PREFIX_BYTES;
  }

  private static Duration touchInterval(ConfigReader in, long idleMs) {
    long fallback = Math.min(MAX_DEFAULT_TOUCH_MS, idleMs / 10);
    // Without a valid idle timeout there is no bound to hold the interval against.
    long max = in.sound("idleTimeoutMs") ? idleMs / 2 : MAX_TIMEOUT_MS;
    String why =
        " (half of session.idleTimeoutMs: with more, a session could expire under an active user)";
    return in.millis("touchIntervalMs", fallback, 0, max, why);
  }

  private void checkRenewal(ConfigReader in) {
    if (renewalTimeout.isZero() || !in.sound("renewalTimeoutMs")) {
      return;
    }
    String allowed;
    if (renewalTimeout.toMillis() < MIN_RENEWAL_MS) {
      allowed = "a whole number of milliseconds from " + MIN_RENEWAL_MS + " to " + MAX_TIMEOUT_MS;
    } else if (in.sound("rotationGraceMs") && renewalTimeout.compareTo(rotationGrace) <= 0) {
      allowed =
          "more than session.rotationGraceMs: after a second renewal within it, the first id would"
              + " not be known any more";
    } else if (in.sound("absoluteTimeoutMs") && renewalTimeout.compareTo(absoluteTimeout) >= 0) {
      allowed = "less than session.absoluteTimeoutMs: no session would live to see it";
    } else {
      return;
    }
    in.wrong("renewalTimeoutMs", Found.value(renewalTimeout.toMillis()), "0, or " + allowed);
  }

  private static List<String> distinct(ConfigReader in, String key, TextRule each) {
    Set<String> distinct = new LinkedHashSet<>();
    for (String text : in.texts(key, List.of(), each)) {
      if (!distinct.add(text)) {
        in.problem(key, "found " + Found.value(text) + " twice, allowed once");
      }
    }
    return List.copyOf(distinct);
  }
}
