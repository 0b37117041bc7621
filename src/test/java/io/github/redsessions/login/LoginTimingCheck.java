package io.github.redsessions.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.Argon2Config;
import io.github.redsessions.config.LoginConfig;
import io.github.redsessions.config.SessionsConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.authentication.UsernamePasswordCredentials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whether the time that a refused login takes tells if there is such an account. Row B6.
 *
 * <p>Statistical, and of any use on an idle machine only: so its name is none that surefire or
 * failsafe look for, and it runs when it is asked for:
 *
 * <pre>{@code mvn test -Dtest=LoginTimingCheck}</pre>
 *
 * <p>Takes 200 samples of each case, in random order, and compares each two cases by the
 * Mann-Whitney test (a difference as large comes by chance once in 10,000 times) and by their
 * medians: these may not be further apart than those of 2,000 random divisions of the same samples.
 */
class LoginTimingCheck {

  private static final int SAMPLES = 200;
  private static final int WARM_UP = 50;
  private static final double Z = 3.9;
  private static final int DIVISIONS = 2_000;
  private static final LoginConfig CONFIG = SessionsConfig.from(new JsonObject()).login();

  @TempDir private Path directory;

  @Test
  void b6_unknownWrongAndDisabled_takeTheSameTime() throws Exception {
    Map<String, long[]> times = measure();

    List<String> cases = List.copyOf(times.keySet());
    for (int i = 0; i < cases.size(); i++) {
      for (int j = 0; j < i; j++) {
        long[] a = times.get(cases.get(i));
        long[] b = times.get(cases.get(j));
        String pair = cases.get(i) + " and " + cases.get(j);
        assertThat(Math.abs(z(a, b))).as(pair).isLessThan(Z);
        assertThat(mediansDiffer(a, b)).as(pair).isFalse();
      }
    }
  }

  /** That the check can fail: half of the passes are half of the work. */
  @Test
  void theCheck_seesADifference() throws Exception {
    PasswordHash two =
        PasswordHash.of("x", new Argon2Config(19_456, 2, 1), new Random()::nextBytes);
    PasswordHash one =
        PasswordHash.of("x", new Argon2Config(19_456, 1, 1), new Random()::nextBytes);
    long[] a = new long[SAMPLES];
    long[] b = new long[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      a[i] = timeOf(() -> two.matches("y"));
      b[i] = timeOf(() -> one.matches("y"));
    }
    assertThat(Math.abs(z(a, b))).isGreaterThan(Z);
    assertThat(mediansDiffer(a, b)).isTrue();
  }

  private Map<String, long[]> measure() throws Exception {
    Path file = directory.resolve("accounts.json");
    String right = "the right password";
    JsonArray accounts = JsonArray.of(account("known", right), account("disabled", right));
    accounts.getJsonObject(1).put("disabled", true);
    Files.writeString(file, JsonObject.of("accounts", accounts).encode());
    Map<String, UsernamePasswordCredentials> cases = new LinkedHashMap<>();
    cases.put("unknown", new UsernamePasswordCredentials("unknown", right));
    cases.put("wrong", new UsernamePasswordCredentials("known", "a wrong password"));
    cases.put("disabled", new UsernamePasswordCredentials("disabled", right));
    cases.put(
        "disabled and wrong", new UsernamePasswordCredentials("disabled", "a wrong password"));

    Vertx vertx = Vertx.vertx();
    try {
      Accounts service = Accounts.open(vertx, file, CONFIG).await(10, TimeUnit.SECONDS);
      return measure(service, cases);
    } finally {
      vertx.close().await(10, TimeUnit.SECONDS);
    }
  }

  private static Map<String, long[]> measure(
      Accounts service, Map<String, UsernamePasswordCredentials> cases) throws Exception {
    Map<String, long[]> times = new LinkedHashMap<>();
    cases.keySet().forEach(name -> times.put(name, new long[SAMPLES]));
    List<String> order = new ArrayList<>(cases.keySet());
    for (int i = -WARM_UP; i < SAMPLES; i++) {
      Collections.shuffle(order);
      for (String name : order) {
        long time =
            timeOf(
                () ->
                    service
                        .authenticate(cases.get(name))
                        .transform(done -> Future.succeededFuture(done.failed()))
                        .await(10, TimeUnit.SECONDS));
        if (i >= 0) {
          times.get(name)[i] = time;
        }
      }
    }
    return times;
  }

  private interface Work {
    boolean run() throws Exception;
  }

  private static long timeOf(Work work) throws Exception {
    long begin = System.nanoTime();
    work.run();
    return System.nanoTime() - begin;
  }

  private static JsonObject account(String username, String password) {
    PasswordHash hash = PasswordHash.of(password, CONFIG.argon2(), new Random()::nextBytes);
    return new JsonObject().put("username", username).put("password", hash.encode());
  }

  private static boolean mediansDiffer(long[] a, long[] b) {
    double found = Math.abs(median(a) - median(b));
    List<Long> all = new ArrayList<>();
    for (long[] samples : List.of(a, b)) {
      Arrays.stream(samples).forEach(all::add);
    }
    for (int i = 0; i < DIVISIONS; i++) {
      Collections.shuffle(all);
      long[] mixed = all.stream().mapToLong(Long::longValue).toArray();
      long[] one = Arrays.copyOfRange(mixed, 0, a.length);
      long[] other = Arrays.copyOfRange(mixed, a.length, mixed.length);
      if (Math.abs(median(one) - median(other)) >= found) {
        return false;
      }
    }
    return true;
  }

  private static double median(long[] times) {
    long[] sorted = times.clone();
    Arrays.sort(sorted);
    return (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2.0;
  }

  /** How far the Mann-Whitney statistic of two samples is from its mean, in standard deviations. */
  private static double z(long[] a, long[] b) {
    double wins = 0;
    for (long x : a) {
      for (long y : b) {
        wins += x < y ? 1 : x == y ? 0.5 : 0;
      }
    }
    double pairs = (double) a.length * b.length;
    return (wins - pairs / 2) / Math.sqrt(pairs * (a.length + b.length + 1) / 12);
  }
}
