package io.github.redsessions.web;

import io.github.redsessions.AuditEvent;
import io.github.redsessions.redis.CommandFailure;
import io.github.redsessions.redis.CommandFailure.Reason;
import io.github.redsessions.store.RedisSessionStore;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Tells the audit that sessions can't be read or written: the first failure of a kind at once, and
 * then once a second how many there were, so that an outage doesn't flood. It is about a server and
 * not about a request, and covers the stock handler too. Source: OWASP ASVS 5.0 16.3.4, row A5.
 * Safe for use from any thread.
 */
public final class StoreFailures implements Consumer<CommandFailure> {

  private static final long PAUSE_MS = 1_000;
  private static final Told NOTHING = new Told(Long.MIN_VALUE, 0);

  private final AuditTrail audit;
  private final RedisSessionStore store;
  private final InstantSource clock;
  private final Map<Reason, Told> told = new EnumMap<>(Reason.class);

  /**
   * Creates the listener.
   *
   * @param audit is told
   * @param store knows whose record it is
   * @param clock tells when a second has passed
   */
  public StoreFailures(AuditTrail audit, RedisSessionStore store, InstantSource clock) {
    this.audit = audit;
    this.store = store;
    this.clock = clock;
  }

  @Override
  public void accept(CommandFailure failure) {
    int count = countIfDue(failure.reason());
    if (count == 0) {
      return;
    }
    JsonObject details =
        new JsonObject().put("reason", failure.reason().spelling()).put("count", count);
    if (failure.error() != null) {
      details.put("error", failure.error());
    }
    // An outage is nobody's; a damaged record is one session's.
    String handle = failure.reason() == Reason.FORMAT ? store.handleOf(failure.key()) : null;
    if (handle != null) {
      details.put("session", handle);
    }
    audit.report(AuditEvent.STORE_FAILED, null, details);
  }

  /** How many failures there were since the last event, this one included; 0 if it is too soon. */
  private synchronized int countIfDue(Reason reason) {
    long now = clock.millis();
    Told before = told.getOrDefault(reason, NOTHING);
    int count = before.since + 1;
    // A clock that was set back must not silence the audit until it is there again.
    boolean due = before.equals(NOTHING) || Math.abs(now - before.at) >= PAUSE_MS;
    told.put(reason, due ? new Told(now, 0) : new Told(before.at, count));
    return due ? count : 0;
  }

  /**
   * What was told of a kind of failures.
   *
   * @param at when, in ms since the epoch
   * @param since how many there were that were not told
   */
  private record Told(long at, int since) {}
}
