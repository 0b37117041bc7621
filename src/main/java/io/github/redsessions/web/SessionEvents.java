package io.github.redsessions.web;

import io.github.redsessions.AuditEvent;
import io.github.redsessions.store.RedisSession;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells the audit what became of sessions, one event for each change: a login that makes a session
 * is a login. Source: row A1. Safe for use from any thread.
 */
final class SessionEvents {

  /** Marks a request whose change has a name of its own, which its author reports. */
  private static final String NAMED = "io.github.redsessions.named";

  private final AuditTrail audit;

  SessionEvents(AuditTrail audit) {
    this.audit = audit;
  }

  /**
   * Makes a change and reports it when it is stored, in place of what it does to the session.
   *
   * @param event what it is called; null to report nothing
   * @param user whom it is about, null for the user of the request
   */
  Future<Void> report(
      RoutingContext ctx,
      @Nullable AuditEvent event,
      RedisSession session,
      @Nullable User user,
      Supplier<Future<Void>> change) {
    ctx.put(NAMED, true);
    try {
      return change
          .get()
          .onComplete(v -> ctx.remove(NAMED), e -> ctx.remove(NAMED))
          .onSuccess(v -> report(ctx, event, session, user));
    } catch (RuntimeException e) {
      ctx.remove(NAMED);
      throw e;
    }
  }

  /** Reports that a session was created or has a new id, if that is what storing it does. */
  Future<Void> store(RoutingContext ctx, RedisSession session, Supplier<Future<Void>> store) {
    boolean isNew = !session.ids().isStored();
    boolean isRenewed = session.isRegenerated();
    if (!isNew && !isRenewed) {
      return store.get();
    }
    return store
        .get()
        .onSuccess(
            v -> {
              if (isNew && session.ids().isStored()) {
                reportUnlessNamed(ctx, AuditEvent.SESSION_CREATED, session);
              } else if (isRenewed) {
                reportUnlessNamed(ctx, AuditEvent.SESSION_RENEWED, session);
              }
            });
  }

  /** Reports that a session was ended by its own request. */
  void ended(RoutingContext ctx, RedisSession session) {
    reportUnlessNamed(ctx, AuditEvent.SESSION_LOGGED_OUT, session);
  }

  /** Reports that a request came with the id of a session that is over. */
  void expired(RoutingContext ctx, String id) {
    audit.report(AuditEvent.SESSION_EXPIRED, ctx, new JsonObject().put("session", id));
  }

  private void reportUnlessNamed(RoutingContext ctx, AuditEvent event, RedisSession session) {
    if (ctx.get(NAMED) == null) {
      report(ctx, event, session, null);
    }
  }

  private void report(
      RoutingContext ctx, @Nullable AuditEvent event, RedisSession session, @Nullable User user) {
    if (event == null) {
      return;
    }
    JsonObject details = new JsonObject().put("session", session.handle());
    if (user != null && user.subject() != null) {
      details.put("user", user.subject());
    }
    audit.report(event, ctx, details);
  }
}
