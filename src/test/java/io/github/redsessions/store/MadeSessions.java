package io.github.redsessions.store;

import java.util.Map;

/** Sessions for tests of other packages, without a Redis. */
public final class MadeSessions {

  private final SessionUnderTest made = new SessionUnderTest();

  /** A store that has no Redis to ask. */
  public RedisSessionStore store() {
    return new RedisSessionStore(null, made.rules);
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
