package io.github.redsessions.config;

import java.time.Duration;
import java.util.Set;

/**
 * How long sessions live and how large they may be: the keys under {@code session}.
 *
 * @param prefix {@code session.prefix}, default {@code vs}: every key starts with it and a colon
 * @param idleTimeout {@code session.idleTimeoutMs}, default 30 minutes
 * @param absoluteTimeout {@code session.absoluteTimeoutMs}, default 12 hours
 * @param touchInterval {@code session.touchIntervalMs}: an unchanged session is written at most
 *     this often
 * @param maxBytes {@code session.maxBytes}: the largest encoded size of all attributes
 * @param concurrency {@code session.concurrency}, default {@code merge}
 * @param keepOnLogin {@code session.keepOnLogin}: attributes that survive a login, default none
 */
public record SessionConfig(
    String prefix,
    Duration idleTimeout,
    Duration absoluteTimeout,
    Duration touchInterval,
    int maxBytes,
    Concurrency concurrency,
    Set<String> keepOnLogin) {

  /** What happens when two requests change one session at the same time. */
  public enum Concurrency {
    /** Changes of different attributes both survive; for one attribute the last write wins. */
    MERGE,
    /** The later write fails with a {@code SessionConflictException}. */
    STRICT
  }
}
