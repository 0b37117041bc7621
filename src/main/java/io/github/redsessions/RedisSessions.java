package io.github.redsessions;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.SessionHandler;
import io.vertx.ext.web.sstore.SessionStore;

/** The one door (in the making). */
@SuppressWarnings("DoNotCallSuggester")
public final class RedisSessions {

  private RedisSessions() {}

  /** In the making. */
  public static Future<RedisSessions> open(Vertx vertx, JsonObject config) {
    throw new UnsupportedOperationException();
  }

  /** In the making. */
  public SessionStore store() {
    throw new UnsupportedOperationException();
  }

  /** In the making. */
  public SessionHandler handler() {
    throw new UnsupportedOperationException();
  }

  /** In the making. */
  public Future<Void> logIn(RoutingContext ctx, User user) {
    throw new UnsupportedOperationException();
  }

  /** In the making. */
  public Future<Void> logOut(RoutingContext ctx) {
    throw new UnsupportedOperationException();
  }

  /** In the making. */
  public Future<Void> rotate(RoutingContext ctx) {
    throw new UnsupportedOperationException();
  }

  /** In the making. */
  public Future<Void> close() {
    throw new UnsupportedOperationException();
  }
}
