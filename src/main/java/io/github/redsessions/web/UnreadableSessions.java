package io.github.redsessions.web;

import io.github.redsessions.AuditEvent;
import io.github.redsessions.store.UnreadableRecord;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;

/**
 * Tells the audit that a session can't be read, once for as long as its record is kept for that. It
 * is about a record and not about a request, and covers the stock handler too. Source: OWASP ASVS
 * 5.0 16.3.4, rows A5 and D8. Safe for use from any thread.
 */
public final class UnreadableSessions implements Consumer<UnreadableRecord> {

  private final AuditTrail audit;

  /**
   * Creates the listener.
   *
   * @param audit is told
   */
  public UnreadableSessions(AuditTrail audit) {
    this.audit = audit;
  }

  @Override
  public void accept(UnreadableRecord record) {
    JsonObject details =
        new JsonObject().put("session", record.handle()).put("reason", record.reason().spelling());
    audit.report(AuditEvent.SESSION_UNREADABLE, null, details);
  }
}
