package io.github.redsessions.contract;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionFormatException;
import io.github.redsessions.SessionsUnderTest;
import io.github.redsessions.store.RedisSession;
import io.github.redsessions.store.SealedTexts;
import io.github.redsessions.testkit.MutableClock;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RawRecord;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.ext.web.sstore.SessionStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * A store with a clock of its own and a prefix of its own, on the Redis that the subclass names.
 */
abstract class StoreFixture implements Servers {

  static final long MINUTE = 60_000;

  final MutableClock clock = new MutableClock();
  final String prefix = RandomPrefix.next();
  Vertx vertx;
  RedisSessions sessions;
  SessionStore store;

  /** What the test configures under {@code session}, besides the prefix. */
  JsonObject sessionConfig() {
    return new JsonObject();
  }

  @BeforeEach
  void openSessions() {
    vertx = Vertx.vertx();
    sessions = open(sessionConfig());
    store = sessions.store();
    awaitReady(store);
  }

  @AfterEach
  void closeSessions() {
    await(sessions.close());
    await(vertx.close());
  }

  RedisSessions open(JsonObject session) {
    return await(SessionsUnderTest.open(vertx, config(session), clock));
  }

  JsonObject config(JsonObject session) {
    return new JsonObject()
        .put("redis", redis())
        .put("nearCache", nearCache())
        .put("encryption", encryption())
        .put(
            "session",
            new JsonObject().put("prefix", prefix).put("format", format()).mergeIn(session));
  }

  /** What is thrown by reading an attribute that can't be read, under the status that says it. */
  static AbstractThrowableAssert<?, ? extends Throwable> assertThatUnreadable(
      ThrowableAssert.ThrowingCallable read) {
    return assertThatThrownBy(read)
        .isInstanceOfSatisfying(
            HttpException.class, e -> assertThat(e.getStatusCode()).isEqualTo(401))
        .cause()
        .isInstanceOf(SessionFormatException.class);
  }

  /** A stored session with one attribute. */
  RedisSession created(String name, Object value) {
    RedisSession session = (RedisSession) store.createSession(30 * MINUTE);
    session.put(name, value);
    await(store.put(session));
    return session;
  }

  /** What a request with this session's cookie sees. */
  RedisSession loaded(RedisSession session) {
    return (RedisSession) await(store.get(session.value()));
  }

  String key(RedisSession session) {
    return prefix + ":s:" + session.handle();
  }

  boolean exists(RedisSession session) {
    return command("EXISTS", key(session)).equals(1L);
  }

  long ttl(RedisSession session) {
    return (Long) command("PTTL", key(session));
  }

  /** The fields of a record, of which attributes that are encrypted are decrypted. */
  Map<String, String> record(RedisSession session) {
    SealedTexts sealed = new SealedTexts(config(new JsonObject()));
    Map<String, String> fields = stored(session);
    fields.replaceAll(
        (field, text) ->
            field.startsWith("d.") ? sealed.open(session.id(), field.substring(2), text) : text);
    return fields;
  }

  /** Writes the text of an attribute into Redis, encrypted if attributes are. */
  void plant(RedisSession session, String name, String text) {
    SealedTexts sealed = new SealedTexts(config(new JsonObject()));
    command("HSET", key(session), "d." + name, sealed.seal(session.id(), name, text));
  }

  /** The fields of a record as they are in Redis. */
  Map<String, String> stored(RedisSession session) {
    return raw(session).fields();
  }

  RawRecord raw(RedisSession session) {
    return RawRecord.of((List<?>) command("HGETALL", key(session)));
  }

  List<Object> keysOfPrefix() {
    return keys(prefix + ":*");
  }

  /** The keys of all servers. */
  List<Object> keys(String pattern) {
    List<Object> keys = new ArrayList<>();
    servers().forEach(server -> keys.addAll((List<?>) server.command("KEYS", pattern)));
    return keys;
  }

  /** Sends a command to who holds its key. */
  Object command(String name, String key, String... args) {
    Stream<String> all = Stream.concat(Stream.of(name, key), Stream.of(args));
    return serverOf(key).command(all.toArray(String[]::new));
  }

  /** Starts to record what all servers are asked. */
  StoreRecorder record() {
    return new StoreRecorder(servers());
  }
}
