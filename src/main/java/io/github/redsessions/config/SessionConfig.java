package io.github.redsessions.config;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

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
 */
public record SessionConfig(
    String prefix,
    Duration idleTimeout,
    Duration absoluteTimeout,
    Duration touchInterval,
    int maxBytes,
    Concurrency concurrency,
    Set<String> keepOnLogin,
    boolean saveOnError) {

  private static final int MAX_PREFIX_BYTES = 128;
  private static final long MIN_TIMEOUT_MS = 1000;

  /** The longest that browsers keep a cookie (RFC 6265bis, section 5.5). */
  private static final long MAX_TIMEOUT_MS = Duration.ofDays(400).toMillis();

  private static final long MAX_DEFAULT_TOUCH_MS = 60_000;

  /** Takes a copy of the set. */
  public SessionConfig {
    keepOnLogin = Set.copyOf(keepOnLogin);
  }

  /** What happens when two requests change one session at the same time. */
  public enum Concurrency {
    /** Changes of different attributes both survive; for one attribute the last write wins. */
    MERGE,
    /** The later write fails with a {@code SessionConflictException}. */
    STRICT
  }

  static SessionConfig read(ConfigReader in) {
    String prefix =
        in.text("prefix", "vs", new TextRule("1 to 128 bytes of UTF-8", SessionConfig::fits));
    Duration idle = in.millis("idleTimeoutMs", 1_800_000, MIN_TIMEOUT_MS, MAX_TIMEOUT_MS);
    Duration absolute = in.millis("absoluteTimeoutMs", 43_200_000, MIN_TIMEOUT_MS, MAX_TIMEOUT_MS);
    return new SessionConfig(
        prefix,
        idle,
        absolute,
        touchInterval(in, idle.toMillis()),
        in.integer("maxBytes", 65_536, 64, 1_048_576),
        in.oneOf("concurrency", Concurrency.MERGE, c -> c.name().toLowerCase(Locale.ROOT)),
        keepOnLogin(in),
        in.flag("saveOnError", false));
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

  private static Set<String> keepOnLogin(ConfigReader in) {
    List<String> names = in.texts("keepOnLogin", List.of(), TextRule.NOT_EMPTY);
    Set<String> distinct = new LinkedHashSet<>();
    for (String name : names) {
      if (!distinct.add(name)) {
        in.problem("keepOnLogin", "found " + Found.value(name) + " twice, allowed once");
      }
    }
    return distinct;
  }
}
