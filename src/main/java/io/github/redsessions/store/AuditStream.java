package io.github.redsessions.store;

import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.redis.Importance;
import io.github.redsessions.redis.RedisCommands;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes audit events to the Redis Stream {@code {prefix}:audit}: the field {@code event} is the
 * event as JSON, {@code id} is one that no other has. One EVALSHA (audit.lua: XREVRANGE, XADD,
 * PEXPIRE) each, which keeps the newest {@code audit.streamMaxLength} and renews the stream's TTL.
 *
 * <p>Nobody waits for it. What Redis doesn't take is lost to the stream, and so is what comes while
 * 1000 events are on their way; the log says so once, and once more how many it were. An event that
 * was sent twice over a lost connection is written once, unless 64 others came in between. Safe for
 * use from any thread.
 */
public final class AuditStream {

  static final int MAX_IN_FLIGHT = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(AuditStream.class);

  private final RedisCommands commands;
  private final String key;
  private final int maxLength;
  private final long ttlMs;
  private final WriteIds writeIds;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicBoolean losing = new AtomicBoolean();
  private final AtomicLong lost = new AtomicLong();

  private AuditStream(RedisCommands commands, SessionsConfig config, RandomBytes random) {
    this.commands = commands;
    this.key = new SessionKeys(config.session().prefix()).audit();
    this.maxLength = config.audit().streamMaxLength();
    this.ttlMs = config.audit().streamTtl().toMillis();
    this.writeIds = new WriteIds(random);
  }

  /**
   * Creates the stream's writer.
   *
   * @param commands where the stream is; closed by its creator
   * @param config says how long it is, and whether there is one
   * @param random makes ids
   * @return null unless {@code audit.stream} is true
   */
  public static @Nullable AuditStream of(
      RedisCommands commands, SessionsConfig config, RandomBytes random) {
    return config.audit().stream() ? new AuditStream(commands, config, random) : null;
  }

  /**
   * Sends an event on its way. Never fails and never waits.
   *
   * @param event as JSON
   */
  public void add(String event) {
    if (inFlight.incrementAndGet() > MAX_IN_FLIGHT) {
      inFlight.decrementAndGet();
      lost(MAX_IN_FLIGHT + " events are on their way");
      return;
    }
    commands
        .run(
            SessionScripts.AUDIT,
            key,
            List.of(writeIds.next(), event, maxLength, ttlMs),
            Importance.AUDIT)
        .onComplete(
            (reply, e) -> {
              inFlight.decrementAndGet();
              if (e == null) {
                written();
              } else {
                lost(String.valueOf(e.getMessage()));
              }
            });
  }

  private void lost(String why) {
    lost.incrementAndGet();
    if (losing.compareAndSet(false, true)) {
      LOG.warn("Audit events are missing in the Redis Stream, and only there: {}", why);
    }
  }

  private void written() {
    // While more come than Redis takes, some are still written.
    if (losing.get() && inFlight.get() < MAX_IN_FLIGHT / 2 && losing.compareAndSet(true, false)) {
      LOG.warn(
          "The Redis Stream takes audit events again; up to {} are missing", lost.getAndSet(0));
    }
  }
}
