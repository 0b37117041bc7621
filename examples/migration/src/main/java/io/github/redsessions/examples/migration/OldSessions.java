package io.github.redsessions.examples.migration;

import io.github.redsessions.RedisSessions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Cookie;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.ClusterSerializable;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.Session;
import io.vertx.ext.web.sstore.SessionStore;
import java.util.regex.Pattern;

/**
 * Takes sessions of the stock store over, each with the first request that brings its cookie: to be
 * put on the routes right behind {@code sessions.handler()}. Old sessions are read and deleted, and
 * never written.
 */
final class OldSessions implements Handler<RoutingContext> {

  /** The stock store asks Redis for the key that the client names: only for what it made itself. */
  private static final Pattern STOCK_ID = Pattern.compile("[0-9a-f]{32}");

  private static final String USER = "__vertx.userHolder";

  private final RedisSessions sessions;
  private final SessionStore old;
  private final String cookieName;

  OldSessions(RedisSessions sessions, SessionStore old, String cookieName) {
    this.sessions = sessions;
    this.old = old;
    this.cookieName = cookieName;
  }

  @Override
  public void handle(RoutingContext ctx) {
    Cookie cookie = ctx.request().getCookie(cookieName);
    if (cookie == null || !ctx.session().isEmpty() || ctx.user() != null) {
      ctx.next();
      return;
    }
    String id = cookie.getValue();
    ctx.request().pause();
    (STOCK_ID.matcher(id).matches() ? old.get(id) : Future.<Session>succeededFuture())
        .compose(found -> found == null ? Future.succeededFuture() : takeOver(ctx, found, id))
        .onSuccess(done -> ctx.response().removeCookie(cookieName))
        .onSuccess(done -> ctx.request().resume())
        .onComplete(done -> ctx.next(), ctx::fail);
  }

  /** Stored here before it is deleted there: a failure on the way loses nothing. */
  private Future<Void> takeOver(RoutingContext ctx, Session found, String id) {
    User user = user(found);
    Future<Void> loggedIn = user == null ? Future.succeededFuture() : sessions.logIn(ctx, user);
    return loggedIn
        .onSuccess(
            done ->
                found
                    .data()
                    .forEach(
                        (name, value) -> {
                          if (!name.startsWith("__vertx.")) {
                            ctx.session().put(name, value);
                          }
                        }))
        .compose(done -> sessions.commit(ctx))
        .compose(done -> old.delete(id));
  }

  /**
   * vertx-web keeps the user in a holder of its own, which says who it is in its serial form alone.
   */
  private static User user(Session found) {
    ClusterSerializable holder = found.get(USER);
    Buffer serial = Buffer.buffer();
    if (holder != null) {
      holder.writeToBuffer(serial);
    }
    if (serial.length() < 5) {
      return null;
    }
    User user = User.create(new JsonObject());
    ((ClusterSerializable) user).readFromBuffer(5 + serial.getInt(1), serial);
    return user;
  }
}
