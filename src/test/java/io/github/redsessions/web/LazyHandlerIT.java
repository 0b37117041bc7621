package io.github.redsessions.web;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.CommandRecorder;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.Session;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.FileSystemAccess;
import io.vertx.ext.web.handler.StaticHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The handler that loads nothing until the session is asked for. Row T9. */
class LazyHandlerIT extends LazyFixture {

  private static final Buffer BODY = Buffer.buffer("0123456789".repeat(20_000));

  @TempDir Path directory;

  @Override
  void routes(Router router) {
    super.routes(router);
    router.get("/health").handler(ctx -> ctx.end("up"));
    router.get("/assets/*").handler(assets());
    router
        .get("/nothing")
        .handler(ctx -> ctx.end(ctx.session() + " " + ctx.user() + " " + ctx.data().get("x")));
    router.get("/items/:id").handler(loaded(session -> session.get("n")));
    router
        .get("/error-put")
        .handler(ctx -> loadedPut(ctx).onComplete(s -> ctx.response().setStatusCode(422).end()));
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
  }

  private StaticHandler assets() {
    try {
      Files.writeString(directory.resolve("a.css"), "a { color: red }");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return StaticHandler.create(FileSystemAccess.ROOT, directory.toString());
  }

  private void goOn(RoutingContext ctx) {
    sessions.load(ctx).onComplete(session -> ctx.next(), ctx::fail);
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

  @Test
  void idNoLongerThanTheMinimum_isNone_asForTheStockHandler() {
    Browser visitor = visitor();
    int length = visitor.cookie("sid").length();
    sessions.handler().setMinLength(length - 1);
    assertThat(visitor.get("/load").bodyAsString()).isEqualTo("1");
    assertThat(visitor.get("/app/read").bodyAsString()).isEqualTo("1");
    sessions.handler().setMinLength(length);
    assertThat(visitor.get("/load").bodyAsString()).isEqualTo("null");
    assertThat(visitor.get("/app/read").bodyAsString()).isEqualTo("null");
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
    assertThat(keys()).hasSize(1);
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
    assertThat(keys()).hasSize(1);
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
  void load_withoutAHandler_saysSo() {
    Router bare = Router.router(vertx);
    bare.get("/").handler(ctx -> sessions.load(ctx).onFailure(e -> ctx.end(e.getMessage())));
    int other =
        await(vertx.createHttpServer().requestHandler(bare).listen(0, "127.0.0.1")).actualPort();
    assertThat(new Browser(vertx, other).get("/").bodyAsString()).contains("sessions.handler()");
  }
}
