package io.github.redsessions.web;

import io.github.redsessions.AuditEvent;
import io.github.redsessions.store.LargeSession;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * Tells the audit of sessions that have grown over half of {@code session.maxBytes}: the first at
 * once, and then one a second and how many there were, since whoever fills sessions fills many.
 * Covers the stock handler too. Source: OWASP ASVS 5.0 2.4.1, row S7. Safe for use from any thread.
 */
public final class LargeSessions implements Consumer<LargeSession> {

  private static final long PAUSE_MS = 1_000;

  private final AuditTrail audit;
  private final InstantSource clock;
  private boolean told;
  private long toldAt;
  private int since;

  /**
   * Creates the listener.
   *
   * @param audit is told
   * @param clock tells when a second has passed
   */
  public LargeSessions(AuditTrail audit, InstantSource clock) {
    this.audit = audit;
    this.clock = clock;
  }

  @Override
  public void accept(LargeSession session) {
    int count = countIfDue();
    if (count == 0) {
      return;
    }
    audit.report(
        AuditEvent.SESSION_LARGE,
        null,
        new JsonObject()
            .put("session", session.handle())
            .put("bytes", session.bytes())
            .put("maxBytes", session.maxBytes())
            .put("largest", session.largest())
            .put("largestBytes", session.largestBytes())
            .put("count", count));
  }

  /** How many there were since the last event, this one included; 0 if it is too soon. */
  private synchronized int countIfDue() {
    long now = clock.millis();
    since++;
    // A clock that was set back must not silence the audit until it is there again.
    if (told && Math.abs(now - toldAt) < PAUSE_MS) {
      return 0;
    }
    int count = since;
    told = true;
    toldAt = now;
    since = 0;
    return count;
  }
}
