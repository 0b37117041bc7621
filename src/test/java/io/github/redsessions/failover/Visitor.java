package io.github.redsessions.failover;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.util.ArrayList;
import java.util.List;

/**
 * Logs in, then counts and counts, and at some moment logs out and keeps trying the dead cookie.
 * Confined to one event loop.
 */
final class Visitor {

  private static final long THINKING_MILLIS = 100;

  private final Vertx vertx;
  private final WebClient client;
  private final int port;
  private final long patienceNanos;
  private final int requestsUntilLogout;
  private final List<Long> successes = new ArrayList<>();

  private String cookie = "";
  private int acknowledged;
  private int requests;
  private boolean loggedOut;
  private boolean stopped;

  /** Answers 503, and connections lost. */
  int failed;

  /** Counts that were answered 200 and are not there any more. */
  int lostWrites;

  /** Whether a login that was answered 200 is not there any more. */
  boolean lostLogin;

  /** Times that a cookie worked after its logout was answered 200. */
  int resurrected;

  /** Answers that came later than they may. */
  int late;

  /** Answers that should never be: 500 and the like. */
  final List<Integer> unexpected = new ArrayList<>();

  Visitor(Vertx vertx, WebClient client, int port, long patienceMillis, int requestsUntilLogout) {
    this.vertx = vertx;
    this.client = client;
    this.port = port;
    this.patienceNanos = patienceMillis * 1_000_000;
    this.requestsUntilLogout = requestsUntilLogout;
  }

  void visit() {
    if (stopped) {
      return;
    }
    long begin = System.nanoTime();
    String path = cookie.isEmpty() ? "/login" : isLogoutDue() ? "/logout" : "/count";
    requests++;
    client
        .post(port, "127.0.0.1", path)
        .putHeader("Cookie", "sid=" + cookie)
        .send()
        .onComplete(
            (response, e) -> {
              late += System.nanoTime() - begin > patienceNanos ? 1 : 0;
              if (response == null) {
                failed++;
              } else {
                answered(path, response);
              }
              vertx.setTimer(THINKING_MILLIS, timer -> visit());
            });
  }

  void stop() {
    stopped = true;
  }

  boolean isLoggedIn() {
    return !cookie.isEmpty();
  }

  /** The handle of the session, which is no secret. */
  String handle() {
    return cookie.substring(0, 22);
  }

  long successes() {
    return successes.size();
  }

  /** When the first of the successes after a moment was, 0 if there was none. */
  long firstSuccessAfter(long moment) {
    return successes.stream().filter(success -> success > moment).findFirst().orElse(0L);
  }

  /** The longest time between two successes, in nanoseconds. */
  long longestGap() {
    long gap = 0;
    for (int i = 1; i < successes.size(); i++) {
      gap = Math.max(gap, successes.get(i) - successes.get(i - 1));
    }
    return gap;
  }

  private boolean isLogoutDue() {
    return !loggedOut && requests >= requestsUntilLogout;
  }

  private void answered(String path, HttpResponse<Buffer> response) {
    int status = response.statusCode();
    if (status == 503) {
      failed++;
    } else if (status == 401) {
      if (loggedOut) {
        successes.add(System.nanoTime());
      } else {
        lostLogin = true;
      }
    } else if (status != 200) {
      unexpected.add(status);
    } else {
      successes.add(System.nanoTime());
      switch (path) {
        case "/login" -> cookie = response.cookies().get(0).split("[=;]", 3)[1];
        case "/logout" -> loggedOut = true;
        default -> counted(Integer.parseInt(response.bodyAsString()));
      }
    }
  }

  private void counted(int n) {
    if (loggedOut) {
      resurrected++;
    } else {
      lostWrites += Math.max(0, acknowledged + 1 - n);
      acknowledged = n;
    }
  }
}
