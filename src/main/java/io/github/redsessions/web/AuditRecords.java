package io.github.redsessions.web;

import io.github.redsessions.AuditEvent;
import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.store.Pseudonyms;
import io.github.redsessions.store.RedisSession;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes what happened as one object: who, what, where and when. Source: OWASP ASVS 5.0 16.2.1,
 * 16.2.2, 16.2.5 and 16.4.1, rows A2 to A4. {@code RedisSessions.AUDIT_ADDRESS} lists the fields.
 * Safe for use from any thread.
 */
final class AuditRecords {

  /** Always of the request and the event, whatever the details say. */
  static final Set<String> RESERVED =
      Set.of("time", "event", "level", "address", "userAgent", "method", "path", "actor");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final InstantSource clock;
  private final ClientAddress addresses;
  private final Pseudonyms pseudonyms;

  AuditRecords(SessionsConfig config, InstantSource clock) {
    this.clock = clock;
    this.addresses = new ClientAddress(config.http());
    this.pseudonyms = new Pseudonyms(config.session().pseudonymKey());
  }

  /** Writes one event; see {@link AuditTrail#report}. */
  JsonObject write(AuditEvent event, @Nullable RoutingContext ctx, JsonObject details) {
    JsonObject record =
        new JsonObject()
            .put("time", TIME.format(Instant.ofEpochMilli(clock.millis())))
            .put("event", event.spelling())
            .put("level", event.level().name().toLowerCase(Locale.ROOT));
    if (ctx != null) {
      putRequest(record, ctx);
    }
    putUser(record, ctx, details);
    Object handle = details.getValue("session", details.getValue("handle"));
    String session = handle instanceof String text ? text : ctx == null ? null : handleOf(ctx);
    if (session != null) {
      record.put("session", pseudonyms.ofSession(session));
    }
    AuditDetails.putAll(record, details, name -> !isWho(name), RESERVED);
    return record;
  }

  private void putRequest(JsonObject record, RoutingContext ctx) {
    HttpServerRequest request = ctx.request();
    record.put("address", AuditText.clean(addresses.of(request)));
    String userAgent = request.getHeader(HttpHeaders.USER_AGENT);
    if (userAgent != null) {
      record.put("userAgent", AuditText.clean(userAgent));
    }
    record.put("method", AuditText.clean(request.method().name()));
    record.put("path", AuditText.path(ctx.normalizedPath()));
  }

  /** What is told in a field of the schema; a handle is hashed under whichever of its names. */
  private static boolean isWho(String name) {
    return name.equals("user") || name.equals("session") || name.equals("handle");
  }

  /** Whom it is about, and who did it if that is somebody else. */
  private static void putUser(JsonObject record, @Nullable RoutingContext ctx, JsonObject details) {
    User user = ctx == null ? null : ctx.user();
    String subject = user == null ? null : user.subject();
    Object named = details.getValue("user");
    String about = named instanceof String text ? text : subject;
    if (about != null) {
      record.put("user", AuditText.clean(about));
    }
    if (subject != null && !subject.equals(about)) {
      record.put("actor", AuditText.clean(subject));
    }
  }

  /**
   * The session of a request, without being taken for a use of it: that would give a lazy session
   * of the stock handler a cookie, and a response of ours a Vary.
   */
  private static @Nullable String handleOf(RoutingContext ctx) {
    boolean isKnown =
        ctx.isSessionAccessed() || (ctx.user() != null && SessionRequest.of(ctx) != null);
    return isKnown && ctx.session() instanceof RedisSession session ? session.handle() : null;
  }
}
