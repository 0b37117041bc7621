package io.github.redsessions.store;

import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.testkit.MutableClock;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;

/** Makes sessions without a Redis, and lets a put happen to them. */
final class SessionUnderTest {

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
    return new RedisSession(token, record(token, 5, attributes), rules, () -> unreadable++);
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
    session.saved(
        session.changes(), session.account().changes(), session.token(), version, clock.millis());
  }
}
