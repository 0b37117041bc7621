package io.github.redsessions.config;

import java.time.Duration;

/**
 * Where audit events go besides the log and the event bus: the keys under {@code audit}. Immutable.
 *
 * @param stream {@code audit.stream}: true writes each event to the Redis Stream {@code
 *     {prefix}:audit} too, one EVALSHA each that nobody waits for; default false
 * @param streamMaxLength {@code audit.streamMaxLength}: about how many events the stream keeps, the
 *     newest, default 10000, 100 to 10000000; Redis keeps up to a hundred more
 * @param streamTtl {@code audit.streamTtlMs}: for how long after its last event the stream is kept,
 *     default 7776000000 ms (90 days), 1000 to 34560000000 (400 days)
 */
public record AuditConfig(boolean stream, int streamMaxLength, Duration streamTtl) {

  private static final long DEFAULT_TTL_MS = Duration.ofDays(90).toMillis();
  private static final long MAX_TTL_MS = Duration.ofDays(400).toMillis();

  static AuditConfig read(ConfigReader in) {
    in.live("stream", "streamMaxLength", "streamTtlMs");
    return new AuditConfig(
        in.flag("stream", false),
        in.integer("streamMaxLength", 10_000, 100, 10_000_000),
        in.millis("streamTtlMs", DEFAULT_TTL_MS, 1_000, MAX_TTL_MS));
  }
}
