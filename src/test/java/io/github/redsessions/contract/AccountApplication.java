package io.github.redsessions.contract;

import static io.github.redsessions.testkit.Futures.await;

import io.github.redsessions.LoginTicket;
import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionGoneException;
import io.github.redsessions.SessionInfo;
import io.github.redsessions.TooManySessionsException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Routes that log in and out, and browsers that use them, since a login needs a request. */
final class AccountApplication {

  private static final int MAX_CONNECTIONS = 100;

  private final WebClient client;
  private final int port;

  /** With what the next logins are handed in; null for nothing. */
  volatile LoginTicket ticket;

  AccountApplication(Vertx vertx, RedisSessions sessions) {
    Router router = Router.router(vertx);
    router.route().handler(sessions.handler());
    router
        .get("/who")
        .handler(
            ctx -> ctx.end(ctx.user() == null ? "nobody" : String.valueOf(ctx.user().subject())));
    router.get("/touch").handler(ctx -> answer(ctx, sessions.commit(ctx)));
    router
        .get("/own")
        .handler(ctx -> ctx.end(sessions.sessionOf(ctx).map(SessionInfo::handle).orElse("none")));
    router
        .get("/put")
        .handler(
            ctx -> {
              ctx.session().put("n", ctx.request().getParam("n"));
              answer(ctx, sessions.commit(ctx));
            });
    router.get("/read").handler(ctx -> ctx.end(String.valueOf(ctx.session().<Object>get("n"))));
    router
        .post("/login")
        .handler(
            ctx -> {
              User user = User.create(new JsonObject().put("sub", ctx.request().getParam("user")));
              LoginTicket taken = ticket;
              answer(
                  ctx,
                  taken == null ? sessions.logIn(ctx, user) : sessions.logIn(ctx, user, taken));
            });
    router
        .post("/elevate")
        .handler(ctx -> answer(ctx, sessions.elevate(ctx, "admin", Duration.ofMinutes(5))));
    router.post("/drop").handler(ctx -> answer(ctx, sessions.dropElevation(ctx)));
    router.post("/logout").handler(ctx -> answer(ctx, sessions.logOut(ctx)));
    router
        .post("/revoke-others")
        .handler(
            ctx ->
                sessions
                    .revokeOthers(ctx)
                    .onComplete(count -> ctx.end(String.valueOf(count)), ctx::fail));
    this.port =
        await(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1")).actualPort();
    this.client =
        WebClient.create(
            vertx, new WebClientOptions(), new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS));
  }

  private static void answer(RoutingContext ctx, Future<Void> change) {
    change.onComplete(
        v -> ctx.end(),
        e -> {
          boolean refused =
              e instanceof SessionGoneException || e instanceof TooManySessionsException;
          ctx.response().setStatusCode(refused ? 409 : 500);
          ctx.end(e.getClass().getSimpleName());
        });
  }

  Visitor visitor() {
    return new Visitor();
  }

  /** Somebody who is logged in. */
  Visitor login(String user) {
    Visitor visitor = visitor();
    HttpResponse<Buffer> response = await(visitor.logIn(user));
    if (response.statusCode() != 200) {
      throw new AssertionError(response.statusCode() + " " + response.bodyAsString());
    }
    return visitor;
  }

  /** Many logins at the same time, each with a browser of its own. */
  List<Visitor> logInAtOnce(int count, String user) {
    List<Visitor> visitors = new ArrayList<>();
    List<Future<HttpResponse<Buffer>>> logins = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Visitor visitor = visitor();
      visitors.add(visitor);
      logins.add(visitor.logIn(user));
    }
    logins.forEach(login -> await(login));
    return visitors;
  }

  /** A browser that keeps one cookie. */
  final class Visitor {
    private volatile String cookie;

    Future<HttpResponse<Buffer>> logIn(String user) {
      return send(client.post(port, "127.0.0.1", "/login").addQueryParam("user", user));
    }

    String post(String path) {
      return await(send(client.post(port, "127.0.0.1", path))).bodyAsString();
    }

    String get(String path) {
      String body = await(send(client.get(port, "127.0.0.1", path))).bodyAsString();
      return body == null ? "" : body;
    }

    /** Uses the session, and waits until that is stored. */
    void touch() {
      get("/touch");
    }

    boolean isLoggedIn() {
      return !get("/who").equals("nobody");
    }

    String handle() {
      return get("/own");
    }

    private Future<HttpResponse<Buffer>> send(HttpRequest<Buffer> request) {
      if (cookie != null) {
        request.putHeader("Cookie", cookie);
      }
      return request
          .send()
          .onSuccess(
              response -> {
                Optional<String> set =
                    response.cookies().stream().map(c -> c.split(";", 2)[0]).findFirst();
                set.ifPresent(pair -> cookie = pair.endsWith("=") ? null : pair);
              });
    }
  }
}
