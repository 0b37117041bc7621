package io.github.redsessions.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.redsessions.AuditEvent;
import io.github.redsessions.store.AddressBlock;
import io.github.redsessions.store.SessionLookup;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts the ids that name no session, by the client that sent them, and finds who sends so many
 * that they must be guesses. Source: OWASP Session Management Cheat Sheet (detection of guessing),
 * rows B12 and A1.
 *
 * <p>Different ids are counted, since a browser whose session is over sends the same one with every
 * request, and a guesser doesn't: of each client the first {@value #REMEMBERED} ids of a minute are
 * known again.
 *
 * <p>The count is that of this process, and begins anew a minute after its first id. A client is an
 * address of IPv4 or a network of 64 bits of IPv6, which is what one subscriber gets. The 10,000
 * clients that send most and latest are remembered, so that memory is bounded: a guesser who sends
 * from more addresses than that is not slowed down by this. Only ids for which Redis was asked
 * count, and neither those of live sessions nor those that were rotated away within {@code
 * session.rotationGraceMs}.
 *
 * <p>Public because {@code RedisSessions} offers the number. Safe for use from any thread.
 */
public final class UnknownIds {

  private static final int MAX_CLIENTS = 10_000;
  private static final int REMEMBERED = 256;
  private static final Duration WINDOW = Duration.ofMinutes(1);

  private volatile int perMinute;
  private final ClientAddress address;
  private final AuditTrail audit;
  private final InstantSource clock;
  private final Cache<String, Window> windows;
  private final LongAdder total = new LongAdder();

  /**
   * Creates the counters.
   *
   * @param perMinute {@code session.unknownIdsPerMinute}
   * @param address finds out whose request it is
   * @param audit is told of retired ids and of guessing
   * @param clock tells when a minute is over
   */
  public UnknownIds(int perMinute, ClientAddress address, AuditTrail audit, InstantSource clock) {
    this.perMinute = perMinute;
    this.address = address;
    this.audit = audit;
    this.clock = clock;
    this.windows =
        Caffeine.newBuilder()
            .maximumSize(MAX_CLIENTS)
            .expireAfterWrite(WINDOW)
            .ticker(() -> Duration.ofMillis(clock.millis()).toNanos())
            // Here and now, rather than on a thread of the common pool.
            .executor(Runnable::run)
            .build();
  }

  /**
   * Replaces how many are allowed; what was counted stays.
   *
   * @param next {@code session.unknownIdsPerMinute}
   */
  public void replace(int next) {
    perMinute = next;
  }

  /**
   * What is known of an id.
   *
   * @param number of the different ids of its client so far
   * @param start when the first of them came
   * @param isNew whether this one came for the first time
   */
  record Tally(int number, long start, boolean isNew) {}

  /** The ids of one client since a moment. */
  private static final class Window {

    private final long start;
    private long[] known = new long[8];
    private int remembered;
    private int ids;

    Window(long start) {
      this.start = start;
    }

    synchronized Tally count(long id) {
      for (int i = 0; i < remembered; i++) {
        if (known[i] == id) {
          return new Tally(ids, start, false);
        }
      }
      if (remembered < REMEMBERED) {
        if (remembered == known.length) {
          known = Arrays.copyOf(known, 2 * remembered);
        }
        known[remembered++] = id;
      }
      return new Tally(++ids, start, true);
    }
  }

  /**
   * Tells how many requests came with one since the start, of all clients.
   *
   * @return a number that only grows
   */
  public long total() {
    return total.sum();
  }

  /**
   * Takes note of what came of an id, and tells the audit what it has to know: of each id that was
   * rotated away longer than the grace ago, and once a minute of a client that is over the limit,
   * whose single ids are told no more. So a client causes no more events than the limit, and one.
   *
   * @param id what the client sent
   * @return null if the request may go on, else how long its client is over the limit
   */
  @Nullable Duration judge(RoutingContext ctx, String id, SessionLookup found) {
    if (!found.isSuspect()) {
      return null;
    }
    total.increment();
    String client = AddressBlock.of(address.of(ctx.request()));
    Tally tally = count(client, id);
    int allowed = perMinute;
    if (tally.number() <= allowed) {
      if (tally.isNew() && found.outcome() == SessionLookup.Outcome.RETIRED) {
        JsonObject details = new JsonObject().put("session", found.handle());
        audit.report(AuditEvent.SESSION_RETIRED_ID_USED, ctx, details);
      }
      return null;
    }
    if (tally.isNew() && tally.number() == allowed + 1) {
      JsonObject details = new JsonObject().put("client", client).put("count", tally.number());
      audit.report(AuditEvent.SESSION_GUESSED, ctx, details);
    }
    return WINDOW.minusMillis(Math.max(0, clock.millis() - tally.start()));
  }

  /** Counts an id of a client. */
  Tally count(String client, String id) {
    return windows.get(client, c -> new Window(clock.millis())).count(fingerprint(id));
  }

  /** Tells ids apart, and lets nobody make two that look alike. */
  private static long fingerprint(String id) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return ByteBuffer.wrap(sha256.digest(id.getBytes(StandardCharsets.UTF_8))).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no SHA-256", e);
    }
  }

  /** How many clients are remembered now. */
  long clients() {
    windows.cleanUp();
    return windows.estimatedSize();
  }
}
