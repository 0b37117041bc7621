package io.github.redsessions.examples.kotlin

import io.github.redsessions.RedisSessions
import io.vertx.core.Vertx
import io.vertx.core.http.HttpServer
import io.vertx.core.json.JsonObject
import io.vertx.ext.auth.User
import io.vertx.ext.web.Router
import io.vertx.kotlin.coroutines.CoroutineRouterSupport
import io.vertx.kotlin.coroutines.CoroutineVerticle
import io.vertx.kotlin.coroutines.coAwait

/** Sessions in a coroutine: every method that gives a Future is awaited. */
class GreetingVerticle(private val port: Int) : CoroutineVerticle(), CoroutineRouterSupport {

  lateinit var server: HttpServer

  override suspend fun start() {
    val config = JsonObject("""{"redis": {"mode": "embedded"}, "cookie": {"name": "sid", "secure": false}}""")
    val sessions = RedisSessions.open(vertx, config).coAwait()
    val router = Router.router(vertx)
    router.route().handler(sessions.handler())
    router.get("/").handler { ctx -> ctx.end("Hello ${ctx.user()?.subject() ?: "stranger"}\n") }
    router.post("/login/:name").coHandler { ctx ->
      sessions.logIn(ctx, User.fromName(ctx.pathParam("name"))).coAwait()
      ctx.end("Hello ${ctx.user().subject()}, ${sessions.sessionsOf(ctx.user().subject()).coAwait().size} session(s)\n")
    }
    router.post("/logout").coHandler { ctx ->
      sessions.logOut(ctx).coAwait()
      ctx.end("Bye\n")
    }
    server = vertx.createHttpServer().requestHandler(router).listen(port, "127.0.0.1").coAwait()
  }
}

fun main() {
  Vertx.vertx().deployVerticle(GreetingVerticle(8080)).await()
  println("http://127.0.0.1:8080")
}
