package io.github.redsessions.store;

import io.github.redsessions.config.SessionsConfig;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;

/** Sessions for tests of other packages, without a Redis. */
public final class MadeSessions {

  private final SessionUnderTest made = new SessionUnderTest();

  /** A store that has no Redis to ask. */
  public RedisSessionStore store() {
    return new RedisSessionStore(null, made.rules);
  }

  /** One whose id is as old as {@code session.renewalTimeoutMs}. */
  public RedisSession dueToBeRenewed() {
    JsonObject session = new JsonObject().put("renewalTimeoutMs", 60_000);
    made.rules.replace(SessionsConfig.from(new JsonObject().put("session", session)).session());
    RedisSession due = loaded();
    made.clock.advance(Duration.ofMinutes(1));
    return due;
  }

  /** One that Redis doesn't know. */
  public RedisSession fresh() {
    return made.fresh();
  }

  /** One as it is loaded, with the number 1 under the name n. */
  public RedisSession loaded() {
    return made.loaded(Map.of("n", "1"));
  }

  /** What the store does when Redis has acknowledged all that changed. */
  public RedisSession saved(RedisSession session) {
    made.saved(session, 6);
    return session;
  }
}
