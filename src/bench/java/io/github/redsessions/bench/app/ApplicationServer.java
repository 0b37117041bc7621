package io.github.redsessions.bench.app;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.web.Router;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * One contender in a process of its own. It prints {@code ready} and then one line for each word
 * that it reads: {@code usage} a line of {@link Usage}, {@code size} and {@code clear} what {@code
 * SessionStore} says. It ends when there is nothing more to read: also when the benchmark died.
 */
public final class ApplicationServer {

  private static final int START_SECONDS = 30;
  private static final int MAINTENANCE_SECONDS = 600;

  private ApplicationServer() {}

  /** Arguments: the contender's name, the port, how many event loops, the URI of its database. */
  public static void main(String[] args) throws Exception {
    int eventLoops = Integer.parseInt(args[2]);
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(eventLoops));
    Application application =
        args[0].equals("none")
            ? null
            : await(Applications.open(args[0], vertx, args[3]), START_SECONDS);
    await(deploy(vertx, Integer.parseInt(args[1]), eventLoops, application), START_SECONDS);
    answer("ready");
    BufferedReader questions =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String word = questions.readLine(); word != null; word = questions.readLine()) {
      answer(answerTo(word, application));
    }
    System.exit(0);
  }

  private static Future<String> deploy(
      Vertx vertx, int port, int eventLoops, Application application) {
    return vertx.deployVerticle(
        () ->
            new VerticleBase() {
              @Override
              public Future<?> start() {
                Router router = Router.router(vertx);
                return vertx
                    .createHttpServer()
                    .requestHandler(
                        application == null
                            ? Routes.without(router)
                            : application.entry(Routes.withSessions(router, application)))
                    .listen(port, "127.0.0.1");
              }
            },
        new DeploymentOptions().setInstances(eventLoops));
  }

  private static String answerTo(String word, Application application) throws Exception {
    return switch (word) {
      case "usage" -> Usage.now().line();
      case "size" -> await(application.store().size(), MAINTENANCE_SECONDS).toString();
      case "clear" -> {
        await(application.store().clear(), MAINTENANCE_SECONDS);
        yield "cleared";
      }
      default -> throw new IllegalArgumentException("no such word: " + word);
    };
  }

  private static <T> T await(Future<T> future, int seconds) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
  }

  private static void answer(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
