package io.github.redsessions.chaos;

import io.github.redsessions.SessionConflictException;
import io.github.redsessions.SessionGoneException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** What the application of every {@link ServiceProcess} does: begin, end, and refuse. */
final class ServiceMain {

  /** What it prints when it serves. */
  static final String READY = "serving";

  private ServiceMain() {}

  /**
   * Serves until the standard input ends, and so no longer than the test that started it.
   *
   * @param application serves when it returns; is given the first line of the standard input
   */
  static void serve(Consumer<JsonObject> application) throws IOException {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      application.accept(new JsonObject(in.readLine()));
      System.out.println(READY);
      while (in.readLine() != null) {
        // Nothing more is expected.
      }
    }
    Runtime.getRuntime().halt(0);
  }

  /** Answers 401 to whoever isn't logged in. */
  static void requireUser(RoutingContext ctx) {
    if (ctx.user() == null) {
      ctx.response().setStatusCode(401).end();
    } else {
      ctx.next();
    }
  }

  /** The status of a request that failed: 409 where another one has changed its session. */
  static int statusOf(RoutingContext failed) {
    Throwable failure = failed.failure();
    boolean conflict =
        failure instanceof SessionGoneException || failure instanceof SessionConflictException;
    return conflict ? 409 : failed.statusCode() < 0 ? 500 : failed.statusCode();
  }
}
