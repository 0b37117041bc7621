package io.github.redsessions.store;

import static io.github.redsessions.testkit.Futures.await;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionsUnderTest;
import io.github.redsessions.testkit.MutableClock;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.Session;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes the fixtures of a format, once, with the code that releases it: records of many kinds as
 * Redis holds them, and what is to be read from them for ever. A file that is there is never
 * written again.
 *
 * <p>Run with the file and the keys under {@code session} as JSON.
 */
final class FixtureWriter {

  private static final String AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0";

  private final JsonArray records = new JsonArray();
  private final MutableClock clock;
  private final RedisServer server;
  private final String prefix;
  private final RedisSessionStore store;

  private FixtureWriter(
      RedisServer server, String prefix, RedisSessions sessions, MutableClock clock) {
    this.server = server;
    this.prefix = prefix;
    this.store = (RedisSessionStore) sessions.store();
    this.clock = clock;
  }

  /** Writes one file. */
  public static void main(String[] args) throws IOException {
    Path file = Path.of(args[0]);
    if (Files.exists(file)) {
      throw new IllegalArgumentException(file + " is there, and stays as it is");
    }
    Vertx vertx = Vertx.vertx();
    RedisServer server = RedisServer.shared();
    String prefix = RandomPrefix.next();
    JsonObject config = TestConfig.of(server, prefix);
    config.getJsonObject("session").mergeIn(new JsonObject(args[1]));
    MutableClock clock = new MutableClock(Instant.parse("2026-11-26T08:00:00Z"));
    RedisSessions sessions = await(SessionsUnderTest.open(vertx, config, clock));
    FixtureWriter writer = new FixtureWriter(server, prefix, sessions, clock);
    writer.writeRecords();
    Files.writeString(
        file, new JsonObject().put("records", writer.records).encodePrettily() + "\n");
    await(sessions.close());
    await(vertx.close());
  }

  private void writeRecords() {
    RedisSession cart = created();
    cart.put("user_id", 42).put("email", "ada@example.com");
    put(cart.put("cart", new JsonObject().put("items", new JsonArray().add(7).add(11))));
    add("anonymous", cart, null);

    add("empty", put(created()), null);

    RedisSession types = put(withEveryType(created()));
    add("every type", types, null);

    RedisSession busy = put(created().put("n", 0));
    for (int i = 1; i <= 5; i++) {
      clock.advance(Duration.ofSeconds(1));
      put(busy.put("n", i));
    }
    clock.advance(Duration.ofMinutes(2));
    put(busy);
    add("saved often, then touched", busy, null);

    RedisSession rotated = put(created().put("cart", "book"));
    String retired = rotated.id();
    clock.advance(Duration.ofSeconds(3));
    rotated.regenerateId();
    add("rotated", put(rotated), retired);

    RedisSession alice = loggedIn("alice", AGENT);
    add("logged in", alice, null);

    RedisSession checked = loggedIn("bob", null);
    clock.advance(Duration.ofMinutes(5));
    put(loaded(checked));
    add("logged in, without a user agent, and compared with the revocations", checked, null);

    RedisSession elevated = loggedIn("carol", AGENT);
    String before = elevated.id();
    clock.advance(Duration.ofSeconds(1));
    elevated.elevation().raise("second factor", Duration.ofMinutes(10));
    add("elevated", put(elevated), before);

    RedisSession nameless = put(created());
    nameless.login().renew(Set.of());
    nameless.login().cameFrom("2001:db8::7", AGENT);
    nameless.put(UserCodec.ATTRIBUTE, UserCodec.decode("{\"principal\":{\"access_token\":\"x\"}}"));
    add("logged in as a user without a subject", put(nameless), null);

    RedisSession left = loggedIn("dave", AGENT);
    left.put("after", true).remove(UserCodec.ATTRIBUTE);
    add("without its user again", put(left), null);
  }

  private static RedisSession withEveryType(RedisSession session) {
    session
        .put("string", "a\"\\\n\u0000\u001f é \uD83D\uDE00")
        .put("half a pair", "\uD83D x \uDE00")
        .put("boolean", true)
        .put("integer", Integer.MIN_VALUE)
        .put("long", 1L << 40)
        .put("short", (short) -3)
        .put("byte", (byte) 127)
        .put("float", 0.1f)
        .put("double", 1.0)
        .put("not a number", Double.NaN)
        .put("character", '\uD800')
        .put("object", new JsonObject().put("a", new JsonArray().add(1).addNull().add("x")))
        .put("array", new JsonArray().add(true).add(1.5))
        .put("buffer", Buffer.buffer(new byte[] {0, -1, 10}))
        .put("bytes", new byte[] {1, 2, 3})
        .put("instant", Instant.parse("2026-01-02T03:04:05.678901234Z"))
        .put("uuid", UUID.fromString("123e4567-e89b-12d3-a456-426614174000"))
        .put("decimal", new BigDecimal("1.10"))
        .put("", "an empty name")
        .put("user", User.create(new JsonObject().put("sub", "eve"), new JsonObject().put("a", 1)))
        .put("own id", session.id() + "/token")
        .put("x.y d.z", "a name with dots and spaces")
        .put("long text", "0123456789".repeat(10));
    return session;
  }

  private RedisSession created() {
    return (RedisSession) store.createSession(Duration.ofMinutes(30).toMillis());
  }

  private RedisSession put(Session session) {
    await(store.put(session));
    return (RedisSession) session;
  }

  private RedisSession loaded(RedisSession session) {
    return (RedisSession) await(store.get(session.value()));
  }

  private RedisSession loggedIn(String subject, @Nullable String agent) {
    RedisSession session = put(created().put("csrf", "c0ffee").put("cart", 1));
    clock.advance(Duration.ofSeconds(7));
    session.login().renew(Set.of("cart"));
    session.login().cameFrom("192.0.2.44", agent);
    JsonObject principal = new JsonObject().put("sub", subject).put("amr", List.of("pwd"));
    User user = User.create(principal, new JsonObject().put("auth_time", 7));
    session.put(UserCodec.ATTRIBUTE, UserCodec.decode(UserCodec.encode(user)));
    return put(session);
  }

  private void add(String name, RedisSession session, @Nullable String retiredId) {
    JsonObject fields = new JsonObject();
    List<?> flat = (List<?>) server.command("HGETALL", prefix + ":s:" + session.handle());
    for (int i = 0; i < flat.size(); i += 2) {
      fields.put((String) flat.get(i), flat.get(i + 1));
    }
    records.add(
        new JsonObject()
            .put("name", name)
            .put("at", clock.millis())
            .put("id", session.id())
            .put("retiredId", retiredId)
            .put("fields", fields)
            .put("expected", FixtureView.of(loaded(session))));
  }
}
