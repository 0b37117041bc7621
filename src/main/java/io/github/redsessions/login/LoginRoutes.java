package io.github.redsessions.login;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.config.RedisConfig.OnOutage;
import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.web.SecureTransport;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.auth.authentication.AuthenticationProvider;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.SessionHandler;

/** The routes of the login service. A session is looked up on those that need one, and no other. */
final class LoginRoutes {

  private final Router router;
  private final SessionHandler session;
  private final ForgeryCheck forgery;
  private final BodyHandler body =
      BodyHandler.create(false).setBodyLimit(RequestFields.MAX_BODY_BYTES);

  private LoginRoutes(Vertx vertx, RedisSessions sessions, SecureTransport transport) {
    this.router = Router.router(vertx);
    this.session = sessions.handler(OnOutage.UNAVAILABLE);
    this.forgery = new ForgeryCheck(new RequestOrigin(transport), (e, ctx, details) -> {});
  }

  static Router create(
      Vertx vertx, RedisSessions sessions, AuthenticationProvider accounts, SessionsConfig config) {
    SecureTransport transport = new SecureTransport(config.http().trustProxy());
    LoginRoutes routes = new LoginRoutes(vertx, sessions, transport);
    routes
        .router
        .route()
        .handler(new SecurityHeaders(transport)::set)
        .failureHandler(Answers::failure);
    routes.router.errorHandler(400, Answers::malformed);
    routes.add(new LoginHandlers(sessions, accounts, config.login().hint()));
    routes.router.route().handler(ctx -> ctx.fail(404));
    return routes.router;
  }

  private void add(LoginHandlers handlers) {
    get("/").handler(session).handler(handlers::home);
    others("/", "GET, HEAD");

    get("/login").handler(handlers::form);
    changing(HttpMethod.POST, "/login", BodyTypes::require);
    router.post("/login").handler(this::sessionForToken).handler(forgery::tokenMatches);
    router.post("/login").handler(handlers::authenticate);
    router.post("/login").handler(session).handler(handlers::logIn);
    others("/login", "GET, HEAD, POST");

    post("/logout", BodyTypes::requireOfBody).handler(handlers::logOut);
    others("/logout", "POST");

    router.route("/me").handler(Answers::jsonOnly);
    get("/me").handler(session).handler(handlers::me);
    others("/me", "GET, HEAD");

    router.route("/csrf").handler(Answers::jsonOnly);
    get("/csrf").handler(session).handler(handlers::csrf);
    others("/csrf", "GET, HEAD");

    get("/login.css").handler(Answers::stylesheet);
    others("/login.css", "GET, HEAD");
  }

  private Route get(String path) {
    return router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
  }

  private Route post(String path, Handler<RoutingContext> types) {
    return unsafe(HttpMethod.POST, path, types);
  }

  /** A route that changes something, for its own pages and for clients with the token only. */
  private Route unsafe(HttpMethod method, String path, Handler<RoutingContext> types) {
    changing(method, path, types);
    router.route(method, path).handler(session).handler(forgery::tokenMatches);
    return router.route(method, path);
  }

  /**
   * What comes before the session, cheapest first. One route for each step: within a route Vert.x
   * takes a session handler only in front of the body handler, and here the body comes first.
   */
  private void changing(HttpMethod method, String path, Handler<RoutingContext> types) {
    router.route(method, path).handler(forgery::headers).handler(types);
    router.route(method, path).handler(body).handler(forgery::tokenIsThere);
  }

  /** A login needs no session before its credentials were found right, but for its token. */
  private void sessionForToken(RoutingContext ctx) {
    if (ForgeryCheck.needsToken(ctx)) {
      session.handle(ctx);
    } else {
      ctx.next();
    }
  }

  private void others(String path, String allowed) {
    router.route(path).handler(ctx -> Answers.methodNotAllowed(ctx, allowed));
  }
}
