package io.github.redsessions.web;

import io.github.redsessions.AuditEvent;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the log and the event bus what an auditor asks for, and never an id or a value. Safe for
 * use from any thread; never throws.
 *
 * <p>Public because {@code RedisSessions} offers it; applications report there.
 */
public final class AuditTrail {

  /** Where the event bus carries them. */
  public static final String ADDRESS = "redsessions.audit";

  private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);

  /** Anybody can cause these events: one server's are not carried to all others. */
  private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

  private final Vertx vertx;

  /**
   * Creates the trail.
   *
   * @param vertx whose event bus carries the events
   */
  public AuditTrail(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * Reports an event.
   *
   * @param event what happened
   * @param ctx the request in which it happened, null outside of requests
   * @param details what else there is to say; no id, no secret and no value of a cookie
   */
  public void report(AuditEvent event, @Nullable RoutingContext ctx, JsonObject details) {
    LOG.info("{} {}", event.spelling(), details.encode());
    JsonObject message = new JsonObject().put("event", event.spelling()).mergeIn(details);
    vertx.eventBus().publish(ADDRESS, message, LOCAL);
  }
}
