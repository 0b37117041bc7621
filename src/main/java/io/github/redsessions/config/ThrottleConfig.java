package io.github.redsessions.config;

import java.time.Duration;

/**
 * How many logins may be tried: the keys under {@code login.throttle}. The same on every server, as
 * the counts are in Redis. Immutable.
 *
 * @param freeFailures {@code login.throttle.freeFailures}: how many attempts in a row on one
 *     account may fail before there is a delay, default 5, 1 to 15
 * @param firstDelay {@code login.throttle.firstDelayMs}: how long the account takes no attempt
 *     after these, doubled with each further failure; default 30000 ms, 100 to {@code
 *     login.throttle.maxDelayMs}
 * @param maxDelay {@code login.throttle.maxDelayMs}: where the doubling ends, default 3600000 ms
 *     (an hour), 100 to 86400000 (a day)
 * @param disableAfter {@code login.throttle.disableAfter}: after how many failures in a row the
 *     account takes no login at all until {@code LoginThrottle.unlock}, default 100, which is the
 *     most that NIST SP 800-63B-4 section 3.2.2 allows; more than {@code
 *     login.throttle.freeFailures}
 * @param addressPerMinute {@code login.throttle.addressPerMinute}: how many attempts one IPv4
 *     address or one /64 of IPv6 has in a minute, those that succeed not counted; default 30, which
 *     an office behind one address doesn't reach by typing errors; 1 to 100000
 * @param globalPerMinute {@code login.throttle.globalPerMinute}: how many attempts all clients
 *     together have in a minute, those that succeed not counted; default 600, which is less than
 *     one server can check; 1 to 1000000
 */
public record ThrottleConfig(
    int freeFailures,
    Duration firstDelay,
    Duration maxDelay,
    int disableAfter,
    int addressPerMinute,
    int globalPerMinute) {

  private static final int MIN_DELAY_MS = 100;
  private static final int MAX_DELAY_MS = 86_400_000;
  private static final int MAX_FREE = 15;
  private static final int MAX_FAILURES = 100;

  static ThrottleConfig read(ConfigReader in) {
    in.live(
        "freeFailures",
        "firstDelayMs",
        "maxDelayMs",
        "disableAfter",
        "addressPerMinute",
        "globalPerMinute");
    int free = in.integer("freeFailures", 5, 1, MAX_FREE);
    Duration max = in.millis("maxDelayMs", 3_600_000, MIN_DELAY_MS, MAX_DELAY_MS);
    // Without a valid bound there is nothing to hold the other key against.
    long longest = in.sound("maxDelayMs") ? max.toMillis() : MAX_DELAY_MS;
    int fewest = in.sound("freeFailures") ? free + 1 : 2;
    return new ThrottleConfig(
        free,
        in.millis(
            "firstDelayMs",
            Math.min(30_000, longest),
            MIN_DELAY_MS,
            longest,
            " (the last is login.throttle.maxDelayMs)"),
        max,
        in.integer("disableAfter", MAX_FAILURES, fewest, MAX_FAILURES),
        in.integer("addressPerMinute", 30, 1, 100_000),
        in.integer("globalPerMinute", 600, 1, 1_000_000));
  }
}
