package io.github.redsessions.web;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.Session;
import io.vertx.ext.web.handler.SessionHandler;
import io.vertx.ext.web.sstore.SessionStore;
import org.jspecify.annotations.Nullable;

/**
 * Gives a session to a request that is on its way.
 *
 * <p>Only the stock handler can, through a class that vertx-web exports to nobody, and its {@code
 * handle} goes on to the next route. Its {@code newSession} doesn't: this is a store for one call
 * of that, which hands out the session and keeps what is put into it to itself.
 */
final class SessionBinding implements SessionStore {

  private final Session session;

  private SessionBinding(Session session) {
    this.session = session;
  }

  /**
   * Binds a session, and its user, unless another handler has brought one: that one's credentials
   * were in this request.
   *
   * @throws IllegalArgumentException if the user who is there can't be stored in a session
   */
  static void bind(RoutingContext ctx, Session session) {
    // Cookieless and lazy, or it would set a cookie and mark the session as stored.
    SessionHandler stock =
        SessionHandler.create(new SessionBinding(session))
            .setCookieless(true)
            .setLazySession(true)
            .setNagHttps(false);
    User brought = ctx.user();
    stock.newSession(ctx);
    if (brought != null && ctx.user() != brought) {
      stock.setUser(ctx, brought);
    }
  }

  @Override
  public Session createSession(long timeout) {
    return session;
  }

  @Override
  public Session createSession(long timeout, int length) {
    return session;
  }

  /**
   * {@inheritDoc} Does nothing, since the request's commit stores it; and never completes, or the
   * stock handler would tell the session that the cookie of its new id was set.
   */
  @Override
  public Future<Void> put(Session same) {
    return Promise.<Void>promise().future();
  }

  /** {@inheritDoc} Comes before a put if the session has a new id already, and is like that. */
  @Override
  public Future<Void> delete(@Nullable String id) {
    return Promise.<Void>promise().future();
  }

  @Override
  public SessionStore init(Vertx vertx, JsonObject options) {
    return this;
  }

  @Override
  public long retryTimeout() {
    return 0;
  }

  @Override
  public Future<Session> get(String id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<Void> clear() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<Integer> size() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
