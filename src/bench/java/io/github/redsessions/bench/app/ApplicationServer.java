package io.github.redsessions.bench.app;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.web.Router;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One contender in a process of its own. It prints {@code ready}, then one line of {@link Usage}
 * for each line that it reads, and ends when there are no more: also when the benchmark has died.
 */
public final class ApplicationServer {

  private static final int START_SECONDS = 30;

  private ApplicationServer() {}

  /** Arguments: the contender's name, the port, how many event loops, the URI of Redis. */
  public static void main(String[] args) throws Exception {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(Integer.parseInt(args[2])));
    start(vertx, args[0], Integer.parseInt(args[1]), Integer.parseInt(args[2]), args[3])
        .toCompletionStage()
        .toCompletableFuture()
        .get(START_SECONDS, TimeUnit.SECONDS);
    answer("ready");
    serveUsage();
    System.exit(0);
  }

  private static Future<?> start(
      Vertx vertx, String contender, int port, int eventLoops, String redis) {
    if (contender.equals("none")) {
      return deploy(vertx, port, eventLoops, () -> Routes.without(Router.router(vertx)), null);
    }
    return Applications.open(contender, vertx, redis)
        .compose(
            application ->
                deploy(
                    vertx,
                    port,
                    eventLoops,
                    () -> Routes.withSessions(Router.router(vertx), application),
                    application));
  }

  private static Future<String> deploy(
      Vertx vertx, int port, int eventLoops, Supplier<Router> routers, Application application) {
    return vertx.deployVerticle(
        () ->
            new VerticleBase() {
              @Override
              public Future<?> start() {
                Router router = routers.get();
                return vertx
                    .createHttpServer()
                    .requestHandler(application == null ? router : application.entry(router))
                    .listen(port, "127.0.0.1");
              }
            },
        new DeploymentOptions().setInstances(eventLoops));
  }

  private static void serveUsage() throws IOException {
    BufferedReader questions =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    while (questions.readLine() != null) {
      answer(Usage.now().line());
    }
  }

  private static void answer(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
