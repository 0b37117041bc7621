package io.github.redsessions.examples.chat;

import io.github.redsessions.RedisSessions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.StaticHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;

/**
 * A chat over SockJS for who is logged in: the socket ends with the session, wherever that ended.
 */
public final class ChatExample extends VerticleBase {

  private final int port;
  HttpServer server;

  ChatExample(int port) {
    this.port = port;
  }

  @Override
  public Future<?> start() {
    JsonObject config =
        new JsonObject(
            """
            {
              "redis": {"mode": "embedded"},
              "session": {"socketCheckMs": 1000},
              "cookie": {"name": "sid", "secure": false}
            }
            """);
    return RedisSessions.open(vertx, config).compose(this::listen);
  }

  private Future<HttpServer> listen(RedisSessions sessions) {
    Router router = Router.router(vertx);
    router.route().handler(sessions.handler());
    router
        .post("/login/:name")
        .handler( // in earnest, after a check of the password
            ctx ->
                sessions
                    .logIn(ctx, User.fromName(ctx.pathParam("name")))
                    .onComplete(stored -> ctx.end(), ctx::fail));
    router
        .post("/logout")
        .handler(ctx -> sessions.logOut(ctx).onComplete(gone -> ctx.end(), ctx::fail));
    router
        .route("/chat/*")
        .handler(
            ctx -> {
              if (ctx.user() == null) {
                ctx.fail(401);
              } else {
                ctx.next();
              }
            })
        .subRouter(SockJSHandler.create(vertx).socketHandler(sessions.sockJs(this::chat)));
    router.get().handler(StaticHandler.create());
    server = vertx.createHttpServer().requestHandler(sessions.guard(router));
    return server.listen(port, "127.0.0.1");
  }

  private void chat(SockJSSocket socket) {
    String name = socket.webUser().subject();
    MessageConsumer<String> room = vertx.eventBus().consumer("room");
    room.handler(said -> socket.write(said.body()));
    socket.handler(said -> vertx.eventBus().publish("room", name + ": " + said));
    socket.endHandler(left -> room.unregister());
  }

  public static void main(String[] args) {
    Vertx.vertx().deployVerticle(new ChatExample(8080)).await();
    System.out.println("http://127.0.0.1:8080");
  }
}
