package io.github.redsessions.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.redsessions.AuditEvent;
import io.github.redsessions.store.AddressBlock;
import io.github.redsessions.store.SessionLookup;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts the ids that name no session, by the client that sent them, and finds who sends so many
 * that they must be guesses. Source: OWASP Session Management Cheat Sheet (detection of guessing),
 * rows B12 and A1.
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
  private static final Duration WINDOW = Duration.ofMinutes(1);

  private final int perMinute;
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

  /** The ids of one client since a moment. */
  private record Window(long start, AtomicInteger ids) {}

  /** The number of an id among those of its client, of which the first came at a moment. */
  record Tally(int number, long start) {}

  /**
   * Tells how many there were since the start, of all clients.
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
   * @return null if the request may go on, else how long its client is over the limit
   */
  @Nullable Duration judge(RoutingContext ctx, SessionLookup found) {
    if (!found.isSuspect()) {
      return null;
    }
    total.increment();
    String client = AddressBlock.of(address.of(ctx.request()));
    Tally tally = count(client);
    if (tally.number() <= perMinute) {
      if (found.outcome() == SessionLookup.Outcome.RETIRED) {
        JsonObject details = new JsonObject().put("session", found.handle());
        audit.report(AuditEvent.SESSION_RETIRED_ID_USED, ctx, details);
      }
      return null;
    }
    if (tally.number() == perMinute + 1) {
      JsonObject details = new JsonObject().put("client", client).put("count", tally.number());
      audit.report(AuditEvent.SESSION_GUESSED, ctx, details);
    }
    return WINDOW.minusMillis(Math.max(0, clock.millis() - tally.start()));
  }

  /** Counts an id of a client. */
  Tally count(String client) {
    Window window = windows.get(client, c -> new Window(clock.millis(), new AtomicInteger()));
    return new Tally(window.ids().incrementAndGet(), window.start());
  }

  /** How many clients are remembered now. */
  long clients() {
    windows.cleanUp();
    return windows.estimatedSize();
  }
}
