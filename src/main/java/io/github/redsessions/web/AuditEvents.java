package io.github.redsessions.web;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log and the event bus what an auditor asks for, and never an id or a value. */
public final class AuditEvents {

  /** Where the event bus carries them. */
  public static final String ADDRESS = "redsessions.audit";

  private static final Logger LOG = LoggerFactory.getLogger(AuditEvents.class);

  /** Anybody can cause these events: one server's are not carried to all others. */
  private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

  private AuditEvents() {}

  static void cookieRefused(Vertx vertx, ReceivedCookies.Refusal refusal) {
    LOG.info("A session cookie was refused and its request is anonymous: {}", refusal.reason());
    JsonObject event =
        new JsonObject().put("event", "session.cookie.refused").put("reason", refusal.reason());
    vertx.eventBus().publish(ADDRESS, event, LOCAL);
  }
}
