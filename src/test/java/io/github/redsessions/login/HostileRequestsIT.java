package io.github.redsessions.login;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.RedisServer;
import io.vertx.core.json.JsonObject;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Twenty thousand generated requests, and with {@code -Dhostile.requests=1000000} a million: every
 * one is answered by something other than 500 or its connection is closed, nothing is logged but
 * audit events, and nothing is left in Redis but counts of logins. Of one {@code -Dhostile.seed}
 * always the same; figures are in {@code target/hostile.txt}. Rows G3, T5, T9, A4, D8.
 */
class HostileRequestsIT extends LoginFixture {

  private static final Logger LOG = LoggerFactory.getLogger(HostileRequestsIT.class);
  private static final Path REPORT = Path.of("target", "hostile.txt");
  private static final String AUDIT = "io.github.redsessions.audit";
  private static final long SEED = Long.getLong("hostile.seed", 8);
  private static final long REQUESTS = Long.getLong("hostile.requests", 20_000);

  /** Of those on one connection the last may break it. */
  private static final int BATCH = 40;

  private static final int THREADS = 4;

  /** An answer that says what is inside, or that something went wrong there. */
  private static final Pattern BAD =
      Pattern.compile("HTTP/1\\.[01] 5(?!01|05)\\d\\d|Exception|\\tat |io\\.vertx|java\\.lang");

  private static final Pattern CLOSE = Pattern.compile("(?i)\nconnection: *close\n");

  private final RedisServer own = RedisServer.start();
  private final HostileRequests requests = new HostileRequests(SEED);
  private final AtomicLong next = new AtomicLong();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final Map<String, Long> statuses = new TreeMap<>();
  private final Loud log = new Loud();

  @Override
  RedisServer server() {
    return own;
  }

  @Override
  JsonObject config() {
    JsonObject config = super.config();
    // So that unknown ids are looked up, too.
    config.getJsonObject("session").put("unknownIdsPerMinute", 1_000_000);
    return config;
  }

  @AfterEach
  void stopServer() {
    own.close();
  }

  @Test
  void g3_hostileRequests_breakNothingAndLeaveNothing() throws InterruptedException {
    long begin = System.nanoTime();
    log.begin();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    for (int i = 0; i < THREADS; i++) {
      threads.execute(this::attack);
    }
    threads.shutdown();
    assertThat(threads.awaitTermination(1, TimeUnit.HOURS)).isTrue();
    log.end();

    String run = "seed " + SEED + ", " + REQUESTS + " requests";
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
    report(run + ", " + seconds + " s, answers: " + statuses);
    assertThat(failures).as(run).isEmpty();
    assertThat(log.events).as(run).isEmpty();
    assertThat(statuses).containsKeys("200", "400", "401", "403", "404", "405", "413", "415");
    assertThat(keys())
        .as(run)
        .allSatisfy(
            key -> {
              assertThat((String) key).matches(Pattern.quote(prefix) + ":t:(g|[ia]:.*)");
              assertThat((Long) own.command("PTTL", (String) key)).isPositive();
            });
    assertThat(own.command("DBSIZE")).isEqualTo((long) keys().size());
    // What the attack has used up of its address.
    keys().forEach(key -> own.command("DEL", (String) key));
    Browser browser = browser();
    assertThat(logIn(browser).statusCode()).isEqualTo(303);
    assertThat(get(browser, "/me", JSON).bodyAsString()).contains("demo");
  }

  private static void report(String line) {
    LOG.info(line);
    try {
      Files.writeString(REPORT, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void attack() {
    for (long first = next.getAndAdd(BATCH);
        first < REQUESTS && failures.size() < 5;
        first = next.getAndAdd(BATCH)) {
      List<HostileRequest> batch = new ArrayList<>();
      for (long i = first; i < Math.min(first + BATCH, REQUESTS); i++) {
        batch.add(requests.get(i, i == first + BATCH - 1));
      }
      send(batch);
    }
  }

  /** Sends them, and those again that came after one for which the server closes connections. */
  private void send(List<HostileRequest> batch) {
    List<HostileRequest> left = batch;
    while (!left.isEmpty() && failures.size() < 5) {
      int answered = answered(left);
      // A connection that ends takes one request with it, which is its answer.
      left = left.subList(Math.min(left.size(), answered + 1), left.size());
    }
  }

  /** How many were answered before the connection ended. */
  private int answered(List<HostileRequest> batch) {
    int answered = 0;
    try (HostileConnection connection = new HostileConnection(verticle.actualPort())) {
      connection.send(batch);
      for (HostileRequest request : batch) {
        try {
          String answer = request.framed() ? connection.answer(request.head()) : connection.rest();
          check(request, answer);
          if (CLOSE.matcher(answer).find()) {
            return answered;
          }
        } catch (EOFException | SocketException closed) {
          count("closed");
          return answered;
        }
        answered++;
      }
    } catch (IOException | RuntimeException e) {
      HostileRequest culprit = batch.get(Math.min(answered, batch.size() - 1));
      failures.add(e + " at " + culprit);
    }
    return answered;
  }

  private void check(HostileRequest request, String answer) {
    count(answer.isEmpty() ? "closed" : answer.substring(answer.indexOf(' ') + 1).substring(0, 3));
    if (BAD.matcher(answer).find()) {
      failures.add(request + "\n=> " + answer.substring(0, Math.min(2_000, answer.length())));
    }
  }

  private void count(String status) {
    synchronized (statuses) {
      statuses.merge(status, 1L, Long::sum);
    }
  }

  /** Keeps what is logged as a warning or worse, or with an exception, but for audit events. */
  private static final class Loud extends AppenderBase<ILoggingEvent> {

    private final ch.qos.logback.classic.Logger root =
        ((LoggerContext) LoggerFactory.getILoggerFactory())
            .getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    final Queue<String> events = new ConcurrentLinkedQueue<>();

    void begin() {
      setContext(root.getLoggerContext());
      start();
      root.addAppender(this);
    }

    void end() {
      root.detachAppender(this);
      stop();
    }

    @Override
    protected void append(ILoggingEvent event) {
      String message = event.getFormattedMessage();
      boolean audit = event.getLoggerName().equals(AUDIT);
      boolean loud =
          audit
              ? message.contains("\n") || event.getThrowableProxy() != null
              : event
                  .getLevel()
                  .isGreaterOrEqual(event.getThrowableProxy() == null ? Level.WARN : Level.INFO);
      if (loud && events.size() < 5) {
        events.add(event + (event.getThrowableProxy() == null ? "" : " with an exception"));
      }
    }
  }
}
