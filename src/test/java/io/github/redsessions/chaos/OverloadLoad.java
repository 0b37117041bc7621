package io.github.redsessions.chaos;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Visitors that read their sessions. Works on one event loop. */
final class OverloadLoad {

  /** What a request is counted as that got no answer. */
  private static final int NONE = 0;

  private final Vertx vertx;
  private final Context context;
  private final int port;
  private final int connections;
  private final HttpClient client;
  private final Supplier<Duration> cpu;
  private final List<String> cookies = new ArrayList<>();

  OverloadLoad(Vertx vertx, int port, int connections, Supplier<Duration> cpu) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.port = port;
    this.connections = connections;
    this.cpu = cpu;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions().setConnectTimeout(60_000),
            new PoolOptions().setHttp1MaxSize(connections));
  }

  /**
   * What came of a load.
   *
   * @param rate answers of 200 a second
   * @param ofCpu answers of 200 a second of the service's CPU time
   * @param answers how many there were of each status
   * @param longestMs how long the slowest took
   * @param notSent how many found all connections in use
   */
  record Result(
      double rate, double ofCpu, Map<Integer, Long> answers, long longestMs, long notSent) {}

  private final class Count {
    final Map<Integer, Long> answers = new TreeMap<>();
    final long begin = System.nanoTime();
    final Duration cpuBefore = cpu.get();
    long longest;
    long notSent;
    long inFlight;

    void answered(int status, long since) {
      answers.merge(status, 1L, Long::sum);
      longest = Math.max(longest, System.nanoTime() - since);
    }

    Result result() {
      double seconds = (System.nanoTime() - begin) / 1e9;
      double cpuSeconds = cpu.get().minus(cpuBefore).toMillis() / 1e3;
      long served = answers.getOrDefault(200, 0L);
      return new Result(
          served / seconds,
          served / cpuSeconds,
          new TreeMap<>(answers),
          TimeUnit.NANOSECONDS.toMillis(longest),
          notSent);
    }
  }

  Future<Void> logIn(int sessions) {
    Future<Void> all = Future.succeededFuture();
    for (int i = 0; i < sessions; i++) {
      String user = "user" + i;
      all =
          all.compose(
              v ->
                  client
                      .request(HttpMethod.POST, port, "127.0.0.1", "/app/login?user=" + user)
                      .compose(request -> request.send())
                      .map(
                          answer -> {
                            cookies.add(answer.getHeader("Set-Cookie").split(";", -1)[0]);
                            return null;
                          }));
    }
    return all;
  }

  /** Visitors who each send the next request when the one before is answered. */
  Future<Result> closed(int visitors, Duration duration) {
    return run(
        duration,
        (count, end) -> {
          for (int i = 0; i < visitors; i++) {
            repeat(count, i, end);
          }
        });
  }

  private void repeat(Count count, int visitor, long end) {
    if (System.nanoTime() < end) {
      send(count, visitor).onComplete(v -> repeat(count, visitor, end));
    }
  }

  /** Visitors who come at a rate, whether others have been answered or not. */
  Future<Result> open(double rate, Duration duration) {
    return run(
        duration,
        (count, end) -> {
          long[] sent = {0};
          vertx.setPeriodic(
              1,
              timer -> {
                long now = System.nanoTime();
                if (now >= end) {
                  vertx.cancelTimer(timer);
                  return;
                }
                long due = (long) ((now - count.begin) / 1e9 * rate);
                for (; sent[0] < due; sent[0]++) {
                  if (count.inFlight < connections) {
                    send(count, (int) (sent[0] % cookies.size()));
                  } else {
                    count.notSent++;
                  }
                }
              });
        });
  }

  private interface Start {
    void begin(Count count, long end);
  }

  private Future<Result> run(Duration duration, Start start) {
    Promise<Result> done = Promise.promise();
    context.runOnContext(
        v -> {
          Count count = new Count();
          start.begin(count, count.begin + duration.toNanos());
          vertx.setTimer(duration.toMillis(), t -> drain(count, count.result(), done));
        });
    return done.future();
  }

  /** Whoever is still waiting is answered before the next load begins. */
  private void drain(Count count, Result result, Promise<Result> done) {
    if (count.inFlight == 0) {
      long longest = TimeUnit.NANOSECONDS.toMillis(count.longest);
      done.complete(
          new Result(
              result.rate(),
              result.ofCpu(),
              new TreeMap<>(count.answers),
              longest,
              result.notSent()));
    } else {
      vertx.setTimer(10, t -> drain(count, result, done));
    }
  }

  private Future<Void> send(Count count, int visitor) {
    count.inFlight++;
    long since = System.nanoTime();
    return client
        .request(HttpMethod.POST, port, "127.0.0.1", "/app/read")
        .compose(
            request ->
                request
                    .putHeader("Cookie", cookies.get(visitor))
                    .send()
                    .compose(OverloadLoad::statusOf))
        .transform(
            (status, e) -> {
              count.inFlight--;
              count.answered(e == null ? status : NONE, since);
              return Future.succeededFuture();
            });
  }

  private static Future<Integer> statusOf(HttpClientResponse answer) {
    return answer.end().map(answer.statusCode());
  }
}
