package io.github.redsessions.login;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.SessionHandler;

/**
 * What every request of a kind goes through, cheapest first. Whatever changes something goes: the
 * origin of the page, the type of the body, the body, the session, the token, the account. A
 * session is looked up for those that need one, and no other.
 *
 * <p>There is one route for each step, because within a route Vert.x takes a session handler only
 * in front of the body handler, and here the body comes first.
 */
final class RouteSteps {

  private final Router router;
  private final SessionHandler session;
  private final ForgeryCheck forgery;
  private final AccountState account;
  private final Access access;
  private final BodyHandler body =
      BodyHandler.create(false).setBodyLimit(RequestFields.MAX_BODY_BYTES);

  RouteSteps(
      Router router,
      SessionHandler session,
      ForgeryCheck forgery,
      AccountState account,
      Access access) {
    this.router = router;
    this.session = session;
    this.forgery = forgery;
    this.account = account;
    this.access = access;
  }

  /** A GET without a session. */
  Route stateless(String path) {
    return router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
  }

  /** A GET with the session, for users and for others. */
  Route get(String path) {
    return stateless(path).handler(session).handler(account::check);
  }

  /** Lets a path answer with JSON whatever the client prefers. */
  void json(String path) {
    router.route(path).handler(Answers::jsonOnly);
  }

  /** A POST of a user, which may have fields. */
  Route post(String path) {
    return ofUser(HttpMethod.POST, path, BodyTypes::requireOfBody);
  }

  /** A POST of a user that has fields. */
  Route postWithBody(String path) {
    return ofUser(HttpMethod.POST, path, BodyTypes::require);
  }

  Route delete(String path) {
    return ofUser(HttpMethod.DELETE, path, BodyTypes::requireOfBody);
  }

  /** A POST of whomever, in whichever state the account is. */
  Route postAsItIs(String path) {
    return changing(HttpMethod.POST, path, BodyTypes::requireOfBody);
  }

  /**
   * The POST that brings a user: its session is looked up when the credentials were found right,
   * but for a client whose token has to be looked at.
   */
  Route login(String path, Handler<RoutingContext> authenticate) {
    beforeSession(HttpMethod.POST, path, BodyTypes::require);
    router.post(path).handler(this::sessionForToken).handler(forgery::tokenMatches);
    router.post(path).handler(authenticate);
    return router.post(path).handler(session);
  }

  /** Answers all other methods of a path. */
  void others(String path, String allowed) {
    router.route(path).handler(ctx -> Answers.methodNotAllowed(ctx, allowed));
  }

  private Route ofUser(HttpMethod method, String path, Handler<RoutingContext> types) {
    changing(method, path, types).handler(account::check).handler(access::user);
    return router.route(method, path);
  }

  private Route changing(HttpMethod method, String path, Handler<RoutingContext> types) {
    beforeSession(method, path, types);
    router.route(method, path).handler(session).handler(forgery::tokenMatches);
    return router.route(method, path);
  }

  private void beforeSession(HttpMethod method, String path, Handler<RoutingContext> types) {
    router.route(method, path).handler(forgery::headers).handler(types);
    router.route(method, path).handler(body).handler(forgery::tokenIsThere);
  }

  private void sessionForToken(RoutingContext ctx) {
    if (ForgeryCheck.needsToken(ctx)) {
      session.handle(ctx);
    } else {
      ctx.next();
    }
  }
}
