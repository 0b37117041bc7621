package io.github.redsessions.chaos;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * All visitors: pairs who share a user, two crowds with more visitors than the user may have
 * sessions, and some whose sessions end soon.
 */
final class Visitors implements AutoCloseable {

  static final int MAX_PER_USER = 6;

  private static final int PAIRS = 20;
  private static final int CROWDS = 2;
  private static final int CROWD = 9;
  private static final int BRIEF = 6;
  private static final Duration BOUND = Duration.ofSeconds(150);

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final WebClient client =
      WebClient.create(
          vertx,
          new WebClientOptions().setFollowRedirects(false),
          new PoolOptions().setHttp1MaxSize(400));
  private final List<Visitor> visitors = new ArrayList<>();
  private final Set<String> users = new TreeSet<>();
  private final List<Integer> ports;

  Visitors(List<Integer> ports, Recorder recorder, long seed) {
    this.ports = ports;
    for (int i = 0; i < 2 * PAIRS; i++) {
      add(recorder, seed, "pair" + i / 2, false);
    }
    for (int i = 0; i < CROWDS * CROWD; i++) {
      add(recorder, seed, "crowd" + i / CROWD, false);
    }
    for (int i = 0; i < BRIEF; i++) {
      add(recorder, seed, "brief" + i, true);
    }
  }

  private void add(Recorder recorder, long seed, String user, boolean brief) {
    int number = visitors.size() + 1;
    Random random = new Random(seed * 1_000 + number);
    users.add(user);
    visitors.add(new Visitor(vertx, client, ports, recorder, random, number, user, brief));
  }

  /** The users whose sessions end soon. */
  static Set<String> brief() {
    Set<String> users = new TreeSet<>();
    for (int i = 0; i < BRIEF; i++) {
      users.add("brief" + i);
    }
    return users;
  }

  void start() {
    context.runOnContext(v -> visitors.forEach(Visitor::visit));
  }

  /** Returns when nothing is under way any more. */
  void stop() {
    context.runOnContext(v -> visitors.forEach(Visitor::stop));
    eventually(
        BOUND,
        () ->
            assertThat(
                    onContext(
                        () ->
                            Future.succeededFuture(
                                visitors.stream().filter(one -> !one.isIdle()).count())))
                .as("visitors who wait for an answer")
                .isZero());
  }

  /** Has every visitor use the session, and gives the handles of those that were accepted. */
  Set<String> look() {
    return onContext(
        () ->
            Future.join(visitors.stream().map(Visitor::look).toList())
                .map(
                    all -> {
                      Set<String> handles = new TreeSet<>(all.<String>list());
                      handles.remove("");
                      return handles;
                    }));
  }

  /** Has the sessions of every user listed. */
  void listAll() {
    for (String user : users) {
      JsonArray handles =
          await(
                  client
                      .get(ports.get(0), "127.0.0.1", "/sessions/" + user)
                      .send()
                      .expecting(response -> response.statusCode() == 200))
              .bodyAsJsonArray();
      assertThat(handles).isNotNull();
    }
  }

  /** Tells a service something. */
  void tell(int server, String path) {
    await(
        client
            .post(ports.get(server), "127.0.0.1", path)
            .send()
            .expecting(response -> response.statusCode() == 200));
  }

  /** Has a service take another configuration; gives what counts then. */
  JsonObject configure(int server, JsonObject config, int status) {
    return await(
            client
                .post(ports.get(server), "127.0.0.1", "/config")
                .sendBuffer(config.toBuffer())
                .expecting(response -> response.statusCode() == status))
        .bodyAsJsonObject();
  }

  /** Lets time pass. */
  void pause(long millis) {
    await(vertx.timer(millis));
  }

  @Override
  public void close() {
    await(vertx.close());
  }

  private <T> T onContext(Supplier<Future<T>> action) {
    Promise<T> promise = Promise.promise();
    context.runOnContext(v -> action.get().onComplete(promise));
    return await(promise.future());
  }
}
