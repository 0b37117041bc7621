package io.github.redsessions.web;

import io.github.redsessions.SessionGoneException;
import io.github.redsessions.SessionNotReplicatedException;
import io.github.redsessions.store.RedisSession;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the new id of a session that was just loaded, before the route of its request runs: so it
 * is stored before anything can leave with it. Source: guarantee 3, rows F8, F9, T6.
 *
 * <p>Of requests that find a reason for a new id at the same time one stores it, and its response
 * carries the cookie. The others found a session that was alive: they keep what they read and send
 * no cookie; what they write is refused like that of any request whose id was rotated away
 * meanwhile.
 */
final class LoadedRotation {

  private static final Logger LOG = LoggerFactory.getLogger(LoadedRotation.class);

  private LoadedRotation() {}

  /**
   * Stores the session with its new id. One EVALSHA.
   *
   * @param stored runs when the new id is stored
   * @return the same session. If the id can't be stored, it has its old one: the next request tries
   *     again. When Redis doesn't tell whether it is stored, even when asked again for {@code
   *     redis.retryBudgetMs}, that is taken for no, and may be wrong. Fails with {@code
   *     HttpException(503)}, its cause a {@link SessionNotReplicatedException}, when the new id is
   *     stored and too few replicas have it: the answer has to carry the cookie all the same, for
   *     the old id is over
   */
  static Future<RedisSession> store(CommitRules rules, RedisSession session, Runnable stored) {
    return rules
        .store
        .put(session)
        .transform(
            (v, e) -> {
              boolean notReplicated =
                  e != null && e.getCause() instanceof SessionNotReplicatedException;
              if (e == null || notReplicated) {
                stored.run();
              } else {
                LOG.debug("Another request gave {} a new id, or Redis can't", session.handle(), e);
                session.keepId(e instanceof SessionGoneException);
              }
              return notReplicated
                  ? Future.failedFuture(e)
                  : Future.<RedisSession>succeededFuture(session);
            });
  }
}
