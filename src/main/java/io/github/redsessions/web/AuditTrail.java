package io.github.redsessions.web;

import io.github.redsessions.AuditEvent;
import io.github.redsessions.AuditEvent.Level;
import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.metrics.SessionMeters;
import io.github.redsessions.store.AuditStream;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the log, the event bus and, if there is one, the stream in Redis what an auditor asks for.
 * One event is one line of JSON in the logger {@link #LOGGER}, and one message. Safe for use from
 * any thread; {@link #report} never throws and never waits.
 *
 * <p>Public because {@code RedisSessions} offers it; applications report there.
 */
public final class AuditTrail {

  /** Where the event bus carries them. */
  public static final String ADDRESS = "redsessions.audit";

  /** The logger whose every message is an event. */
  static final String LOGGER = "io.github.redsessions.audit";

  private static final Logger AUDIT = LoggerFactory.getLogger(LOGGER);
  private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);

  private static final Map<Level, org.slf4j.event.Level> LOG_LEVELS =
      Map.of(
          Level.INFO, org.slf4j.event.Level.INFO,
          Level.WARN, org.slf4j.event.Level.WARN,
          Level.CRITICAL, org.slf4j.event.Level.ERROR);

  /** Anybody can cause these events: one server's are not carried to all others. */
  private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

  private final Vertx vertx;
  private final AuditRecords records;
  private volatile @Nullable AuditStream stream;
  private final SessionMeters meters;

  /**
   * Creates the trail.
   *
   * @param vertx whose event bus carries the events
   * @param config says which proxies name the client, and with which key sessions are named
   * @param clock tells when something happened
   * @param stream the stream in Redis, null for none
   */
  public AuditTrail(
      Vertx vertx, SessionsConfig config, InstantSource clock, @Nullable AuditStream stream) {
    this(vertx, config, clock, stream, SessionMeters.none());
  }

  /**
   * Creates the trail, and counts its events.
   *
   * @param vertx whose event bus carries the events
   * @param config says which proxies name the client, and with which key sessions are named
   * @param clock tells when something happened
   * @param stream the stream in Redis, null for none
   * @param meters count the events
   */
  public AuditTrail(
      Vertx vertx,
      SessionsConfig config,
      InstantSource clock,
      @Nullable AuditStream stream,
      SessionMeters meters) {
    this.vertx = vertx;
    this.records = new AuditRecords(config, clock);
    this.stream = stream;
    this.meters = meters;
  }

  /**
   * Replaces the stream, for events that come from now on.
   *
   * @param next null to write to none
   */
  public void replace(@Nullable AuditStream next) {
    stream = next;
  }

  /**
   * Reports an event. What the request and the event say (time, event, level, address, userAgent,
   * method, path, actor) can't be overwritten: a detail of that name gets an underscore behind it.
   *
   * @param event what happened
   * @param ctx the request in which it happened, null outside of requests
   * @param details what else there is to say. {@code user} is whom it is about, where that isn't
   *     the user of the request, and {@code session} the handle of the session that it is about,
   *     where that isn't the session of the request. No secret and no value of a cookie
   */
  public void report(AuditEvent event, @Nullable RoutingContext ctx, JsonObject details) {
    meters.event(event);
    try {
      JsonObject record = records.write(event, ctx, details);
      String text = record.encode();
      AUDIT.atLevel(LOG_LEVELS.get(event.level())).log(text);
      AuditStream now = stream;
      if (now != null) {
        now.add(text);
      }
      vertx.eventBus().publish(ADDRESS, record, LOCAL);
    } catch (RuntimeException e) {
      // An application that closes, or an interceptor or appender of its own that throws: what is
      // being audited goes on.
      LOG.error("The audit event {} could not be reported everywhere", event.spelling(), e);
    }
  }

  /** Who is told what happens besides. */
  SessionMeters meters() {
    return meters;
  }

  /**
   * Refuses details that an application must not name as it does.
   *
   * @throws IllegalArgumentException if one has the name of a field that is filled in here
   */
  public static void check(JsonObject details) {
    Set<String> reserved = new TreeSet<>(details.fieldNames());
    reserved.retainAll(AuditRecords.RESERVED);
    if (!reserved.isEmpty()) {
      throw new IllegalArgumentException(
          "details: found "
              + String.join(", ", reserved)
              + ", allowed any names but "
              + String.join(", ", new TreeSet<>(AuditRecords.RESERVED))
              + ", which the request and the event fill in");
    }
  }
}
