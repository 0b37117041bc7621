package io.github.redsessions.login;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.config.RedisConfig.OnOutage;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.auth.authentication.AuthenticationProvider;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.SessionHandler;
import org.jspecify.annotations.Nullable;

/** The routes of the login service. A session is looked up on those that need one, and no other. */
final class LoginRoutes {

  private LoginRoutes() {}

  static Router create(
      Vertx vertx, RedisSessions sessions, AuthenticationProvider accounts, @Nullable String hint) {
    LoginHandlers handlers = new LoginHandlers(sessions, accounts, hint);
    SessionHandler session = sessions.handler(OnOutage.UNAVAILABLE);
    BodyHandler body = BodyHandler.create(false).setBodyLimit(LoginForm.MAX_BODY_BYTES);
    Router router = Router.router(vertx);

    router.route().handler(Answers::secure).failureHandler(Answers::failure);
    router.errorHandler(400, Answers::malformed);

    get(router, "/").handler(session).handler(handlers::home);
    others(router, "/", "GET, HEAD");

    get(router, "/login").handler(handlers::form);
    // One route for each step: within a route Vert.x takes a session handler only in front of the
    // body handler, and here the body comes first.
    router.post("/login").handler(handlers::requireLoginType);
    router.post("/login").handler(body).handler(handlers::authenticate);
    router.post("/login").handler(session).handler(handlers::logIn);
    others(router, "/login", "GET, HEAD, POST");

    router.post("/logout").handler(session).handler(handlers::logOut);
    others(router, "/logout", "POST");

    router.route("/me").handler(Answers::jsonOnly);
    get(router, "/me").handler(session).handler(handlers::me);
    others(router, "/me", "GET, HEAD");

    get(router, "/login.css").handler(Answers::stylesheet);
    others(router, "/login.css", "GET, HEAD");

    router.route().handler(ctx -> ctx.fail(404));
    return router;
  }

  private static Route get(Router router, String path) {
    return router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
  }

  private static void others(Router router, String path, String allowed) {
    router.route(path).handler(ctx -> Answers.methodNotAllowed(ctx, allowed));
  }
}
