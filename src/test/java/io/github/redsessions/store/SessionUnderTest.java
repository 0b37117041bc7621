package io.github.redsessions.store;

import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.testkit.MutableClock;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;

/** Makes sessions without a Redis, and lets a put happen to them. */
final class SessionUnderTest {

  static final User ALICE = User.fromName("alice");
  static final User BOB = User.fromName("bob");

  final MutableClock clock = new MutableClock();
  final SessionRules rules;
  int unreadable;

  SessionUnderTest() {
    SessionsConfig config = SessionsConfig.from(new JsonObject());
    rules =
        new SessionRules(
            config.session(),
            new KeyRing(List.of()),
            new SealKeys(config.encryption()),
            clock,
            new SecureRandom()::nextBytes,
            AttributeValues.of(List.of(), List.of(), null),
            large -> {});
  }

  /** One that Redis doesn't know. */
  RedisSession fresh() {
    return new RedisSession(
        SessionToken.generate(rules.random(), 65),
        SessionTimes.ofNew(clock.millis(), 60_000, rules.config()),
        rules);
  }

  /** One as it is loaded, of version 5. */
  RedisSession loaded(Map<String, String> attributes) {
    SessionToken token = SessionToken.generate(rules.random(), 65);
    return new RedisSession(token, record(token, 5, attributes), rules, handle -> unreadable++);
  }

  /** One that Redis holds for a user. */
  RedisSession of(User user) {
    RedisSession session = fresh();
    session.put(UserCodec.ATTRIBUTE, holder(user));
    saved(session, 1);
    return session;
  }

  /** The holder in which the stock handler keeps a user. */
  static Object holder(User user) {
    return UserCodec.decode(UserCodec.encode(user));
  }

  SessionRecord record(SessionToken token, int version, Map<String, String> attributes) {
    long now = clock.millis();
    return new SessionRecord(
        RecordFormat.of(rules.config().format()),
        token.secretHash(),
        null,
        null,
        now,
        now,
        60_000,
        now + 600_000,
        0,
        Map.of(),
        version,
        attributes);
  }

  /** What the store does when Redis has acknowledged all that changed. */
  void saved(RedisSession session, int version) {
    session
        .content()
        .saved(
            session.content().changes(),
            session.account().changes(),
            session.ids().current(),
            version,
            clock.millis());
  }
}
