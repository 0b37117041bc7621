package io.github.redsessions.web;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.CommandRecorder;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.AuthenticationProvider;
import io.vertx.ext.auth.authentication.UsernamePasswordCredentials;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.Session;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.handler.BasicAuthHandler;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.FileSystemAccess;
import io.vertx.ext.web.handler.SessionHandler;
import io.vertx.ext.web.handler.StaticHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The handler that loads nothing until the session is asked for. Row T9. */
class LazyHandlerIT extends WebFixture {

  private static final Duration BOUND = Duration.ofSeconds(10);
  private static final Buffer BODY = Buffer.buffer("0123456789".repeat(20_000));

  @TempDir Path directory;

  /** Vert.x closes a client, and its sockets, that nobody holds on to. */
  private WebSocketClient client;

  @Override
  SessionHandler sessionHandler() {
    return sessions.lazyHandler();
  }

  @Override
  void routes(Router router) {
    router.get("/health").handler(ctx -> ctx.end("up"));
    router.get("/assets/*").handler(assets());
    router
        .get("/nothing")
        .handler(ctx -> ctx.end(ctx.session() + " " + ctx.user() + " " + ctx.data().get("x")));
    router.get("/load").handler(loaded(session -> session.get("n")));
    router.get("/items/:id").handler(loaded(session -> session.get("n")));
    router
        .get("/load-put")
        .handler(
            ctx ->
                loadedPut(ctx)
                    .compose(session -> sessions.commit(ctx))
                    .onComplete(v -> ctx.end("put"), ctx::fail));
    router
        .get("/head-put")
        .handler(ctx -> loadedPut(ctx).onComplete(session -> ctx.end("put"), ctx::fail));
    router
        .get("/error-put")
        .handler(ctx -> loadedPut(ctx).onComplete(s -> ctx.response().setStatusCode(422).end()));
    router
        .get("/who-loaded")
        .handler(ctx -> sessions.load(ctx).onComplete(session -> who(ctx), ctx::fail));
    router.route("/app/*").handler(sessions.handler());
    router.get("/app/read").handler(ctx -> ctx.end(ctx.session().<Object>get("n") + ""));
    router.get("/app/load").handler(loaded(session -> session.get("n")));
    router.get("/again").handler(sessions.lazyHandler()).handler(loaded(s -> s.get("n")));
    router.get("/reroute").handler(ctx -> loadedPut(ctx).onSuccess(s -> ctx.reroute("/health")));
    router.get("/reroute-first").handler(ctx -> ctx.reroute("/load-put?n=rerouted"));
    router.get("/parallel").handler(this::inParallel);
    router.get("/thread").handler(this::fromAnotherThread);
    router.post("/body").handler(this::goOn);
    router.post("/body").handler(BodyHandler.create(false));
    router.post("/body").handler(ctx -> ctx.end(ctx.body().length() + ""));
    router.post("/body-first").handler(BodyHandler.create(false)).handler(this::goOn);
    router.post("/body-first").handler(ctx -> ctx.end(ctx.body().length() + ""));
    router.post("/eager-body").handler(sessions.handler()).handler(BodyHandler.create(false));
    router.post("/eager-body").handler(ctx -> ctx.end(ctx.body().length() + ""));
    router.get("/flush").handler(ctx -> answer(ctx, sessions.handler().flush(ctx)));
    router.get("/commit").handler(ctx -> answer(ctx, sessions.commit(ctx)));
    router
        .post("/set-user")
        .handler(ctx -> answer(ctx, sessions.handler().setUser(ctx, User.fromName("bob"))));
    router.get("/new").handler(ctx -> ctx.end(sessions.handler().newSession(ctx).isEmpty() + ""));
    router
        .get("/new-loaded")
        .handler(
            ctx ->
                sessions
                    .load(ctx)
                    .compose(
                        old -> {
                          sessions.handler().newSession(ctx).put("n", "new");
                          return sessions.commit(ctx);
                        })
                    .compose(v -> sessions.load(ctx))
                    .onComplete(now -> ctx.end((now == ctx.session()) + ""), ctx::fail));
    router.get("/basic").handler(BasicAuthHandler.create(provider())).handler(this::who);
    router
        .get("/basic-loaded")
        .handler(BasicAuthHandler.create(provider()))
        .handler(ctx -> sessions.load(ctx).onComplete(session -> who(ctx), ctx::fail));
    router
        .get("/socket")
        .handler(
            ctx ->
                loadedPut(ctx)
                    .compose(s -> sessions.commit(ctx))
                    .compose(v -> ctx.request().toWebSocket())
                    .onFailure(ctx::fail));
    router
        .get("/bare-socket")
        .handler(
            ctx ->
                loadedPut(ctx)
                    .compose(session -> ctx.request().toWebSocket())
                    .onFailure(ctx::fail));
    router.get("/unloaded-socket").handler(ctx -> ctx.request().toWebSocket().onFailure(ctx::fail));
    router.errorHandler(
        500, ctx -> ctx.response().setStatusCode(500).end(ctx.failure().getMessage()));
  }

  @BeforeEach
  void createClient() {
    client = vertx.createWebSocketClient();
  }

  private StaticHandler assets() {
    try {
      Files.writeString(directory.resolve("a.css"), "a { color: red }");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return StaticHandler.create(FileSystemAccess.ROOT, directory.toString());
  }

  private static AuthenticationProvider provider() {
    return credentials ->
        credentials instanceof UsernamePasswordCredentials given
            ? Future.succeededFuture(User.fromName(given.getUsername()))
            : Future.failedFuture("no password");
  }

  private Handler<RoutingContext> loaded(Function<Session, Object> answer) {
    return ctx ->
        sessions
            .load(ctx)
            .onComplete(
                session -> {
                  assertThat(ctx.session()).isSameAs(session);
                  ctx.end(String.valueOf(answer.apply(session)));
                },
                ctx::fail);
  }

  private Future<Session> loadedPut(RoutingContext ctx) {
    return sessions.load(ctx).map(session -> session.put("n", ctx.request().getParam("n")));
  }

  private void goOn(RoutingContext ctx) {
    sessions.load(ctx).onComplete(session -> ctx.next(), ctx::fail);
  }

  private void who(RoutingContext ctx) {
    ctx.end(ctx.user() == null ? "nobody" : ctx.user().subject());
  }

  private void inParallel(RoutingContext ctx) {
    Future<Session> first = sessions.load(ctx);
    Future<Session> second = sessions.load(ctx);
    Future.all(first, second)
        .compose(both -> sessions.load(ctx))
        .onComplete(
            third -> ctx.end((first.result() == second.result() && second.result() == third) + ""),
            ctx::fail);
  }

  private void fromAnotherThread(RoutingContext ctx) {
    Context expected = ((HttpServerRequestInternal) ctx.request()).context();
    Thread thread =
        new Thread(
            () ->
                sessions
                    .load(ctx)
                    .onComplete(
                        session ->
                            ctx.end(
                                (vertx.getOrCreateContext() == expected)
                                    + session.<String>get("n")),
                        ctx::fail));
    thread.start();
  }

  /** A client that has a session already, with n = 1. */
  private Browser visitor() {
    Browser browser = browser();
    browser.get("/load-put?n=1");
    assertThat(browser.cookie("sid")).isNotNull();
    return browser;
  }

  private static HttpResponse<Buffer> basic(Browser browser, String path) {
    return browser.send(HttpMethod.GET, path, r -> r.basicAuthentication("bob", "x"), null);
  }

  @Test
  void handler_isAlwaysTheSame() {
    assertThat(sessions.lazyHandler()).isSameAs(sessions.lazyHandler());
  }

  @Test
  void t9_whatNeverLoads_sendsNothing_setsNoCookie_andIsNoVariant() {
    Browser visitor = visitor();
    try (CommandRecorder recorder = server().record()) {
      for (Browser browser : List.of(visitor, browser())) {
        for (String path : List.of("/health", "/assets/a.css", "/assets/none.css", "/nothing")) {
          HttpResponse<Buffer> response = browser.get(path);
          assertThat(response.cookies()).as(path).isEmpty();
          assertThat(response.getHeader("Vary")).as(path).isNull();
        }
      }
      assertThat(visitor.get("/assets/a.css").bodyAsString()).isEqualTo("a { color: red }");
      assertThat(visitor.get("/nothing").bodyAsString()).isEqualTo("null null null");
      assertThat(recorder.names()).isEmpty();
    }
    assertThat(records()).hasSize(1);
  }

  @Test
  void load_isOneCommand_andNoneWithoutACookie() {
    Browser visitor = visitor();
    try (CommandRecorder recorder = server().record()) {
      HttpResponse<Buffer> response = visitor.get("/load");
      assertThat(response.bodyAsString()).isEqualTo("1");
      assertThat(response.getHeader("Vary")).isEqualTo("Cookie");
      assertThat(response.cookies()).isEmpty();
      assertThat(recorder.names()).containsExactly("HGETALL");
      recorder.clear();
      assertThat(browser().get("/load").bodyAsString()).isEqualTo("null");
      assertThat(browser().get("/load").cookies()).isEmpty();
      assertThat(recorder.names()).isEmpty();
      assertThat(visitor.get("/items/7").bodyAsString()).isEqualTo("1");
    }
    assertThat(records()).hasSize(1);
  }

  @Test
  void parallelLoads_areOne() {
    Browser visitor = visitor();
    try (CommandRecorder recorder = server().record()) {
      assertThat(visitor.get("/parallel").bodyAsString()).isEqualTo("true");
      assertThat(recorder.names()).containsExactly("HGETALL");
    }
    assertThat(browser().get("/parallel").bodyAsString()).isEqualTo("true");
  }

  @Test
  void change_isStoredAtTheHead() {
    Browser visitor = visitor();
    try (CommandRecorder recorder = server().record()) {
      assertThat(visitor.get("/head-put?n=2").cookies()).isEmpty();
      eventually(BOUND, () -> assertThat(recorder.names()).containsExactly("HGETALL", "EVALSHA"));
    }
    assertThat(visitor.get("/load").bodyAsString()).isEqualTo("2");
  }

  @Test
  void c4_newSession_getsTheCookieOfThePolicy() {
    HttpResponse<Buffer> response = browser().get("/head-put?n=1");
    assertThat(response.cookies()).singleElement().asString().contains("HTTPOnly", "SameSite=Lax");
    assertThat(response.getHeader("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void eagerBelow_loadsForItsRoutes() {
    Browser visitor = visitor();
    try (CommandRecorder recorder = server().record()) {
      assertThat(visitor.get("/app/read").bodyAsString()).isEqualTo("1");
      assertThat(recorder.names()).containsExactly("HGETALL");
      assertThat(visitor.get("/app/load").bodyAsString()).isEqualTo("1");
      assertThat(visitor.get("/again").bodyAsString()).isEqualTo("1");
      assertThat(recorder.names()).containsExactly("HGETALL", "HGETALL", "HGETALL");
    }
    assertThat(browser().get("/app/read").bodyAsString()).isEqualTo("null");
  }

  @Test
  void user_isThereAfterTheLoad_andNotBefore() {
    Browser browser = browser();
    browser.post("/login");
    assertThat(browser.get("/who").bodyAsString()).isEqualTo("nobody");
    // The first load of a login looks for revocations too.
    browser.get("/commit");
    try (CommandRecorder recorder = server().record()) {
      assertThat(browser.get("/who-loaded").bodyAsString()).isEqualTo("alice");
      assertThat(browser.get("/load").bodyAsString()).isEqualTo("null");
      assertThat(recorder.names()).containsExactly("HGETALL", "HGETALL");
    }
  }

  @Test
  void body_isAllThere_afterAndBeforeTheLoad() {
    Browser visitor = visitor();
    for (Browser browser : List.of(visitor, browser())) {
      for (String path : List.of("/body", "/body-first", "/eager-body")) {
        HttpResponse<Buffer> response = browser.send(HttpMethod.POST, path, r -> r, BODY);
        assertThat(response.bodyAsString()).as(path).isEqualTo("" + BODY.length());
      }
    }
  }

  @Test
  void load_completesOnTheContextOfTheRequest() {
    assertThat(visitor().get("/thread").bodyAsString()).isEqualTo("true1");
    assertThat(browser().get("/thread").bodyAsString()).isEqualTo("truenull");
  }

  @Test
  void reroute_keepsWhatWasLoaded_andWhatWasNot() {
    Browser visitor = visitor();
    assertThat(visitor.get("/reroute?n=2").bodyAsString()).isEqualTo("up");
    eventually(BOUND, () -> assertThat(visitor.get("/load").bodyAsString()).isEqualTo("2"));
    assertThat(visitor.get("/reroute-first").bodyAsString()).isEqualTo("put");
    assertThat(visitor.get("/load").bodyAsString()).isEqualTo("rerouted");
  }

  @Test
  void errorStatus_dropsAttributes() {
    Browser visitor = visitor();
    assertThat(visitor.get("/error-put?n=2").statusCode()).isEqualTo(422);
    assertThat(visitor.get("/load").bodyAsString()).isEqualTo("1");
  }

  @Test
  void f1_l1_privilegeChanges_loadByThemselves() {
    Browser browser = visitor();
    String anonymous = browser.cookie("sid");
    try (CommandRecorder recorder = server().record()) {
      assertThat(browser.post("/login").cookies()).hasSize(1);
      assertThat(recorder.names())
          .containsExactly("HGETALL", "HMGET", "HMGET", "EVALSHA", "EVALSHA");
    }
    assertThat(browser.cookie("sid")).isNotEqualTo(anonymous);
    assertThat(browser.get("/who-loaded").bodyAsString()).isEqualTo("alice");
    assertThat(browser().setCookie("sid", anonymous).get("/who-loaded").bodyAsString())
        .isEqualTo("nobody");

    String before = browser.cookie("sid");
    assertThat(browser.post("/rotate").cookies()).hasSize(1);
    assertThat(browser.cookie("sid")).isNotEqualTo(before);
    assertThat(browser.post("/set-user").cookies()).hasSize(1);
    assertThat(browser.get("/who-loaded").bodyAsString()).isEqualTo("bob");

    assertThat(browser.post("/logout").statusCode()).isEqualTo(200);
    assertThat(browser.cookie("sid")).isNull();
    assertThat(records()).isEmpty();
  }

  @Test
  void flushAndCommit_loadByThemselves_andStoreNothing() {
    Browser visitor = visitor();
    try (CommandRecorder recorder = server().record()) {
      assertThat(visitor.get("/flush").statusCode()).isEqualTo(200);
      assertThat(visitor.get("/commit").statusCode()).isEqualTo(200);
      assertThat(recorder.names()).containsExactly("HGETALL", "HGETALL");
    }
  }

  @Test
  void newSession_needsTheOldOne() {
    Browser visitor = visitor();
    HttpResponse<Buffer> unloaded = visitor.get("/new");
    assertThat(unloaded.statusCode()).isEqualTo(500);
    assertThat(unloaded.bodyAsString()).contains("sessions.load(ctx)");
    String before = visitor.cookie("sid");
    assertThat(visitor.get("/new-loaded").bodyAsString()).isEqualTo("true");
    assertThat(visitor.cookie("sid")).isNotEqualTo(before);
    assertThat(visitor.get("/load").bodyAsString()).isEqualTo("new");
    assertThat(records()).hasSize(1);
  }

  @Test
  void userOfAnAuthenticationHandler_isBoundOnlyToALoadedSession() {
    Browser browser = browser();
    browser.post("/login");
    String ofAlice = browser.cookie("sid");
    try (CommandRecorder recorder = server().record()) {
      HttpResponse<Buffer> unloaded = basic(browser, "/basic");
      assertThat(unloaded.bodyAsString()).isEqualTo("bob");
      assertThat(unloaded.cookies()).isEmpty();
      assertThat(unloaded.getHeader("Vary")).isNull();
      assertThat(recorder.names()).isEmpty();
    }
    assertThat(basic(browser, "/basic-loaded").bodyAsString()).isEqualTo("bob");
    assertThat(browser.cookie("sid")).isNotEqualTo(ofAlice);
    eventually(BOUND, () -> assertThat(browser.get("/who-loaded").bodyAsString()).isEqualTo("bob"));
    assertThat(browser().setCookie("sid", ofAlice).get("/who-loaded").bodyAsString())
        .isEqualTo("nobody");
  }

  @Test
  void userOfAnAuthenticationHandler_makesASession_ifItIsLoaded() {
    Browser browser = browser();
    assertThat(basic(browser, "/basic-loaded").cookies()).hasSize(1);
    eventually(BOUND, () -> assertThat(browser.get("/who-loaded").bodyAsString()).isEqualTo("bob"));
  }

  @Test
  void unknownId_getsACookieOnlyFromARouteThatWrites() {
    String unknown = sessions.store().createSession(60_000).id();
    Browser browser = browser().setCookie("sid", unknown);
    try (CommandRecorder recorder = server().record()) {
      assertThat(browser.get("/load").bodyAsString()).isEqualTo("null");
      assertThat(browser.cookie("sid")).isEqualTo(unknown);
      assertThat(recorder.names()).containsExactly("HGETALL");
    }
    assertThat(browser.get("/load-put?n=1").cookies()).hasSize(1);
    assertThat(browser.cookie("sid")).isNotEqualTo(unknown);
  }

  @Test
  void g3_malformedId_costsNothing() {
    try (CommandRecorder recorder = server().record()) {
      for (String value : List.of("short", "x".repeat(65), "!".repeat(65))) {
        Browser browser = browser().setCookie("sid", value);
        assertThat(browser.get("/load").bodyAsString()).isEqualTo("null");
      }
      assertThat(recorder.names()).isEmpty();
    }
  }

  @Test
  void lateId_getsNoCookie() {
    Browser browser = visitor();
    Browser late = browser().setCookie("sid", browser.cookie("sid"));
    browser.post("/login");
    assertThat(late.get("/head-put?n=late").cookies()).isEmpty();
    assertThat(records()).hasSize(1);
    assertThat(browser.get("/who-loaded").bodyAsString()).isEqualTo("alice");
  }

  @Test
  void c7_duplicateCookie_isAnonymous_andCostsNothing() {
    String cookie = visitor().cookie("sid");
    try (CommandRecorder recorder = server().record()) {
      String answer =
          RawHttp.exchange(
              port,
              "GET /load HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: sid="
                  + cookie
                  + "; sid="
                  + cookie
                  + "\r\n\r\n");
      assertThat(answer).endsWith("null");
      assertThat(recorder.names()).isEmpty();
    }
  }

  @Test
  void webSocket_isReadiedByACommit() {
    Browser visitor = visitor();
    WebSocket known = connect(port, "/socket?n=socket", visitor.cookie("sid"));
    assertThat(known.headers().getAll("Set-Cookie")).isEmpty();
    assertThat(visitor.get("/load").bodyAsString()).isEqualTo("socket");
    WebSocket unknown = connect(port, "/socket?n=socket", null);
    assertThat(unknown.headers().getAll("Set-Cookie")).hasSize(1);
    await(known.close());
    await(unknown.close());
  }

  private WebSocket connect(int serverPort, String target, String cookie) {
    WebSocketConnectOptions options =
        new WebSocketConnectOptions().setHost("127.0.0.1").setPort(serverPort).setURI(target);
    if (cookie != null) {
      options.addHeader("Cookie", "sid=" + cookie);
    }
    return await(client.connect(options));
  }

  @Test
  void guardedWebSocket_waitsForWhatWasLoaded_andLoadsNothing() {
    int guarded =
        await(
                vertx
                    .createHttpServer()
                    .requestHandler(sessions.guard(router))
                    .listen(0, "127.0.0.1"))
            .actualPort();
    Browser visitor = visitor();
    WebSocket changed = connect(guarded, "/bare-socket?n=guarded", visitor.cookie("sid"));
    assertThat(visitor.get("/load").bodyAsString()).isEqualTo("guarded");
    WebSocket created = connect(guarded, "/bare-socket?n=new", null);
    assertThat(created.headers().getAll("Set-Cookie")).hasSize(1);
    try (CommandRecorder recorder = server().record()) {
      WebSocket unloaded = connect(guarded, "/unloaded-socket", visitor.cookie("sid"));
      assertThat(unloaded.headers().getAll("Set-Cookie")).isEmpty();
      assertThat(recorder.names()).isEmpty();
      await(unloaded.close());
    }
    await(changed.close());
    await(created.close());
  }

  @Test
  void settings_areThoseOfTheHandler() {
    sessions.handler().setSessionCookieName("other").setMinLength(70);
    Browser browser = browser();
    browser.get("/load-put?n=1");
    assertThat(browser.cookie("other")).hasSizeGreaterThan(70);
    assertThat(browser.get("/load").bodyAsString()).isEqualTo("1");
    sessions.lazyHandler().setSessionTimeout(1_000);
    Browser brief = browser();
    brief.get("/load-put?n=1");
    assertThat(
            records().stream().map(key -> (Long) server().command("PTTL", (String) key)).sorted())
        .first()
        .satisfies(ttl -> assertThat(ttl).isLessThanOrEqualTo(1_000));
  }

  @Test
  void whatOnlyTheStockHandlerCanRead_isRefused() {
    Browser visitor = visitor();
    sessions.handler().setCookieless(true);
    assertThat(visitor.get("/load").bodyAsString()).contains("setCookieless");
    sessions.handler().setCookieless(false).setSigningSecret("a secret of the application");
    assertThat(visitor.get("/load").bodyAsString()).contains("setSigningSecret");
  }

  @Test
  void load_withoutAHandler_saysSo() {
    Router bare = Router.router(vertx);
    bare.get("/").handler(ctx -> sessions.load(ctx).onFailure(e -> ctx.end(e.getMessage())));
    int other =
        await(vertx.createHttpServer().requestHandler(bare).listen(0, "127.0.0.1")).actualPort();
    assertThat(new Browser(vertx, other).get("/").bodyAsString()).contains("sessions.handler()");
  }
}
