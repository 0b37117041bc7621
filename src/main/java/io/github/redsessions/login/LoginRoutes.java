package io.github.redsessions.login;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.config.RedisConfig.OnOutage;
import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.web.SecureTransport;
import io.vertx.core.Vertx;
import io.vertx.ext.auth.authentication.AuthenticationProvider;
import io.vertx.ext.web.Router;
import java.time.InstantSource;

/**
 * The routes of the login service: which there are, and who answers them. What every request of a
 * kind goes through is in {@link RouteSteps}.
 */
final class LoginRoutes {

  private static final String GET = "GET, HEAD";
  private static final String POST = "POST";

  private final RouteSteps steps;
  private final Access access;

  private LoginRoutes(RouteSteps steps, Access access) {
    this.steps = steps;
    this.access = access;
  }

  static Router create(
      Vertx vertx, RedisSessions sessions, AuthenticationProvider accounts, SessionsConfig config) {
    SecureTransport transport = new SecureTransport(config.http().trustProxy());
    Access access = new Access(sessions, InstantSource.system());
    Router router = Router.router(vertx);
    router.route().handler(new SecurityHeaders(transport)::set).failureHandler(Answers::failure);
    router.errorHandler(400, Answers::malformed);
    router.route().handler(Answers::requireDecodable);
    RouteSteps steps =
        new RouteSteps(
            router,
            sessions.handler(OnOutage.UNAVAILABLE),
            new ForgeryCheck(new RequestOrigin(transport), sessions),
            new AccountState(sessions, accounts, access),
            access);
    LoginRoutes routes = new LoginRoutes(steps, access);
    PasswordCheck passwords = new PasswordCheck(sessions.throttle(), accounts);
    Reauthentication again = new Reauthentication(sessions, passwords);
    AccountStore store = accounts instanceof AccountStore found ? found : null;
    routes.add(new LoginHandlers(sessions, passwords));
    routes.add(new HomeHandlers(store != null));
    routes.add(new ElevationHandlers(sessions, again, access));
    routes.add(new SessionHandlers(sessions, access));
    routes.add(new AdminHandlers(sessions));
    routes.add(StatusHandlers.start(vertx, sessions, InstantSource.system()));
    if (store != null) {
      routes.add(new PasswordHandlers(sessions, store, again));
    }
    router.route().handler(ctx -> ctx.fail(404));
    return router;
  }

  private void add(LoginHandlers handlers) {
    steps.stateless("/login").handler(handlers::form);
    steps.login("/login", handlers::authenticate).handler(handlers::logIn);
    steps.others("/login", GET + ", " + POST);

    steps.postAsItIs("/logout").handler(handlers::logOut);
    steps.others("/logout", POST);

    steps.stateless("/login.css").handler(Answers::stylesheet);
    steps.others("/login.css", GET);
  }

  private void add(HomeHandlers handlers) {
    steps.get("/").handler(handlers::home);
    steps.others("/", GET);

    steps.json("/me");
    steps.get("/me").handler(access::user).handler(handlers::me);
    steps.others("/me", GET);

    steps.json("/csrf");
    steps.get("/csrf").handler(handlers::csrf);
    steps.others("/csrf", GET);
  }

  private void add(PasswordHandlers handlers) {
    steps.get("/password").handler(access::user).handler(handlers::form);
    steps.postWithBody("/password").handler(handlers::change);
    steps.others("/password", GET + ", " + POST);
  }

  private void add(ElevationHandlers handlers) {
    steps.get("/elevate").handler(access::user).handler(handlers::form);
    steps.postWithBody("/elevate").handler(handlers::elevate);
    steps.delete("/elevate").handler(handlers::drop);
    steps.others("/elevate", "DELETE, " + GET + ", " + POST);
    steps.post("/elevate/drop").handler(handlers::drop);
    steps.others("/elevate/drop", POST);
  }

  private void add(SessionHandlers handlers) {
    steps.get("/sessions").handler(access::user).handler(handlers::list);
    steps.delete("/sessions").handler(handlers::revokeOthers);
    steps.others("/sessions", "DELETE, " + GET);
    // Before the handles, of which none is as short as this.
    steps.post("/sessions/revoke-others").handler(handlers::revokeOthers);
    steps.others("/sessions/revoke-others", POST);
    steps.delete("/sessions/:handle").handler(handlers::revokeOne);
    steps.others("/sessions/:handle", "DELETE");
    steps.post("/sessions/:handle/revoke").handler(handlers::revokeOne);
    steps.others("/sessions/:handle/revoke", POST);
  }

  private void add(StatusHandlers handlers) {
    String path = "/admin/status";
    steps.get(path).handler(access::user).handler(access::admin).handler(handlers::show);
    steps.others(path, GET);
  }

  private void add(AdminHandlers handlers) {
    String path = "/admin/sessions";
    steps.get(path).handler(access::user).handler(access::admin).handler(handlers::list);
    steps.delete(path).handler(access::admin).handler(handlers::revoke);
    steps.others(path, "DELETE, " + GET);
    steps.post(path + "/revoke").handler(access::admin).handler(handlers::revokeUser);
    steps.others(path + "/revoke", POST);
    steps.post(path + "/revoke-everyone").handler(access::admin).handler(handlers::revokeEveryone);
    steps.others(path + "/revoke-everyone", POST);
  }
}
