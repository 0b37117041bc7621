package io.github.redsessions;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.LoginThrottle.Attempt;
import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.CommandRecorder;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.authentication.CredentialValidationException;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * How many guesses are let through, whose logins that costs, and what of it is seen. The tests move
 * the times in Redis back instead of waiting. Rows B1 to B5, D1, T5.
 */
class LoginThrottleIT {

  private static final String ADDRESS = "192.0.2.1";

  final RedisServer server = RedisServer.shared();
  final String prefix = RandomPrefix.next();
  final Queue<String> locked = new ConcurrentLinkedQueue<>();
  Vertx vertx;
  LoginThrottle throttle;
  private final List<RedisSessions> opened = new ArrayList<>();

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    throttle = open(new JsonObject()).throttle();
    vertx
        .eventBus()
        .<JsonObject>consumer(
            RedisSessions.AUDIT_ADDRESS,
            message -> {
              if (message.body().getString("event").equals("login.locked")) {
                locked.add(message.body().encode());
              }
            });
  }

  @AfterEach
  void close() {
    opened.forEach(sessions -> await(sessions.close()));
    await(vertx.close());
  }

  private RedisSessions open(JsonObject limits) {
    JsonObject config =
        TestConfig.of(server, prefix).put("login", new JsonObject().put("throttle", limits));
    RedisSessions sessions = await(RedisSessions.open(vertx, config));
    opened.add(sessions);
    return sessions;
  }

  @Test
  void b1_anAccount_hasFiveFreeFailures_andThenADelayThatDoublesToAnHour() {
    for (int i = 0; i < 5; i++) {
      assertThat(attempt("ann", "192.0.2." + i).isAllowed()).isTrue();
    }
    for (int seconds : List.of(30, 60, 120, 240, 480, 960, 1920, 3600, 3600)) {
      Attempt refused = attempt("ann", "198.51.100." + seconds % 256);
      assertThat(refused.isAllowed()).isFalse();
      assertThat(refused.retryAfter().toSeconds()).isBetween(seconds - 9L, (long) seconds);
      pass(Duration.ofSeconds(seconds - 10));
      assertThat(attempt("ann", "203.0.113.1").isAllowed()).isFalse();
      pass(Duration.ofSeconds(10));
      assertThat(attempt("ann", "203.0.113.2").isAllowed()).isTrue();
    }
    assertThat(attempt("Ann", ADDRESS).isAllowed()).isTrue();
  }

  @Test
  void b1_afterTheLastFailure_theAccountIsDisabled_untilItIsUnlocked() {
    throttle = open(new JsonObject().put("disableAfter", 8)).throttle();
    for (int i = 0; i < 8; i++) {
      assertThat(attempt("ann", "192.0.2." + i).isAllowed()).isTrue();
      pass(Duration.ofHours(1));
    }
    assertThat(locked).isEmpty();

    for (int i = 0; i < 3; i++) {
      // As any account that is guessed at: allowed, and then the password isn't right.
      Attempt attempt = attempt("ann", "198.51.100." + i);
      assertThat(attempt.isAllowed()).isTrue();
      assertThat(failureOf(throttle.succeeded(attempt)))
          .isExactlyInstanceOf(CredentialValidationException.class)
          .hasMessage("unknown username or wrong password");
      assertThat(attempt("ann", "198.51.100." + i).retryAfter()).isPositive();
      pass(Duration.ofHours(1));
    }
    eventually(Duration.ofSeconds(5), () -> assertThat(locked).hasSize(1));
    assertThat(locked.peek()).doesNotContain("ann");

    await(throttle.unlock("ann"));

    Attempt attempt = attempt("ann", ADDRESS);
    assertThat(attempt.isAllowed()).isTrue();
    await(throttle.succeeded(attempt));
    assertThat(locked).hasSize(1);
  }

  @Test
  void b1_anAddress_hasItsOwnBudget_whicheverAccountsItTries() {
    throttle = open(new JsonObject().put("addressPerMinute", 10)).throttle();
    for (int i = 0; i < 10; i++) {
      assertThat(attempt("user" + i, ADDRESS).isAllowed()).isTrue();
    }

    Attempt refused = attempt("user10", ADDRESS);

    assertThat(refused.isAllowed()).isFalse();
    assertThat(refused.retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(6));
    assertThat(attempt("user11", "::ffff:" + ADDRESS).isAllowed()).isFalse();
    assertThat(attempt("user12", "192.0.2.2").isAllowed()).isTrue();
    pass(Duration.ofSeconds(7));
    assertThat(attempt("user13", ADDRESS).isAllowed()).isTrue();
  }

  @Test
  void b1_ofIpv6_aBlockOf64BitsIsOneAddress() {
    throttle = open(new JsonObject().put("addressPerMinute", 2)).throttle();

    assertThat(attempt("a", "2001:db8:0:1::1").isAllowed()).isTrue();
    assertThat(attempt("b", "2001:0DB8:0:1:ffff::2").isAllowed()).isTrue();
    assertThat(attempt("c", "2001:db8:0:1:1:2:3:4").isAllowed()).isFalse();
    assertThat(attempt("d", "2001:db8:0:2::1").isAllowed()).isTrue();
  }

  /** In a router of one's own, without the login service. */
  @Test
  void b1_ofARequest_theAddressIsWhomTheTrustedProxyNames() {
    JsonObject config =
        TestConfig.of(server, prefix)
            .put("login", JsonObject.of("throttle", JsonObject.of("addressPerMinute", 1)))
            .put("http", JsonObject.of("trustProxy", JsonArray.of("127.0.0.1")));
    RedisSessions sessions = await(RedisSessions.open(vertx, config));
    opened.add(sessions);
    Router router = Router.router(vertx);
    router
        .get("/:account")
        .handler(
            ctx ->
                sessions
                    .throttle()
                    .attempt(ctx.pathParam("account"), ctx)
                    .onSuccess(attempt -> ctx.end(attempt.toString()))
                    .onFailure(ctx::fail));
    HttpServer http = vertx.createHttpServer().requestHandler(router);
    Browser browser = new Browser(vertx, await(http.listen(0, "127.0.0.1")).actualPort());

    assertThat(attemptOf(browser, "/ann", "192.0.2.1")).isEqualTo("allowed");
    assertThat(attemptOf(browser, "/ben", "192.0.2.1")).startsWith("refused");
    assertThat(attemptOf(browser, "/cid", "192.0.2.1, 192.0.2.2")).isEqualTo("allowed");
  }

  private static String attemptOf(Browser browser, String path, String address) {
    return browser
        .send(HttpMethod.GET, path, request -> request.putHeader("X-Forwarded-For", address), null)
        .bodyAsString();
  }

  @Test
  void b1_allTogether_haveABudget() {
    throttle = open(new JsonObject().put("globalPerMinute", 10)).throttle();
    for (int i = 0; i < 10; i++) {
      assertThat(attempt("user" + i, "192.0.2." + i).isAllowed()).isTrue();
    }

    assertThat(attempt("user10", "192.0.2.10").isAllowed()).isFalse();
    pass(Duration.ofSeconds(7));
    assertThat(attempt("user11", "192.0.2.11").isAllowed()).isTrue();
  }

  @Test
  void b2_aSuccess_clearsTheFailuresAndIsGivenBackToTheBudgets() {
    throttle =
        open(new JsonObject().put("addressPerMinute", 5).put("globalPerMinute", 5)).throttle();
    for (int i = 0; i < 20; i++) {
      Attempt attempt = attempt("ann", ADDRESS);
      assertThat(attempt.isAllowed()).as("login " + i).isTrue();
      await(throttle.succeeded(attempt));
      await(throttle.succeeded(attempt));
    }
    assertThat(keysOf("a")).isEmpty();
  }

  @Test
  void b2_aLateSecondCallOfSucceeded_clearsNoNewerFailure() {
    Attempt right = attempt("ann", ADDRESS);
    await(throttle.succeeded(right));
    List<Attempt> guesses = attempts("ann", 5);

    await(throttle.succeeded(right));

    assertThat(guesses).allMatch(Attempt::isAllowed);
    assertThat(attempt("ann", ADDRESS).isAllowed()).isFalse();
    assertThat(failureOf(throttle.succeeded(attempt("ann", ADDRESS))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Else one client could use up the logins of all others. */
  @Test
  void b2_refusedAttempts_takeNothingFromTheOthers() {
    throttle =
        open(new JsonObject().put("addressPerMinute", 7).put("globalPerMinute", 10)).throttle();
    for (int i = 0; i < 50; i++) {
      attempt("ann", ADDRESS);
    }
    for (int i = 0; i < 50; i++) {
      attempt("ann", "198.51.100." + i);
    }

    // Five of ann's were let through, so five are left.
    assertThat(attempts("ben", 5)).allMatch(Attempt::isAllowed);
  }

  /** An address that is refused adds nothing to the failures of the account it is guessing at. */
  @Test
  void b2_anAddressWithoutBudget_doesNotDelayTheAccount() {
    throttle = open(new JsonObject().put("addressPerMinute", 2)).throttle();
    for (int i = 0; i < 50; i++) {
      attempt("ann", ADDRESS);
    }

    assertThat(attempts("ann", 3)).allMatch(Attempt::isAllowed);
  }

  @Test
  void b2_aLiveSession_noticesNothing() {
    RedisSessions sessions = open(new JsonObject().put("globalPerMinute", 1));
    Session session = sessions.store().createSession(60_000);
    await(sessions.store().put(session.put("user", "ann")));
    throttle = sessions.throttle();
    attempts("ann", 20);

    assertThat(attempt("ann", ADDRESS).isAllowed()).isFalse();
    assertThat(await(sessions.store().get(session.value())).<String>get("user")).isEqualTo("ann");
  }

  /** Over two servers, as both count in Redis. */
  @Test
  void b3_ofFiftyAttemptsAtOnce_fiveAreAllowed() {
    LoginThrottle other = open(new JsonObject()).throttle();
    List<Future<Attempt>> all =
        IntStream.range(0, 50)
            .mapToObj(i -> (i % 2 == 0 ? throttle : other).attempt("ann", "192.0.2." + i))
            .toList();

    assertThat(all.stream().map(attempt -> await(attempt)))
        .filteredOn(Attempt::isAllowed)
        .hasSize(5);
  }

  @Test
  void b3_ofFiftyAttemptsAtOnceOnFiftyAccounts_thirtyAreAllowed() {
    List<Future<Attempt>> all =
        IntStream.range(0, 50).mapToObj(i -> throttle.attempt("user" + i, ADDRESS)).toList();

    assertThat(all.stream().map(attempt -> await(attempt)))
        .filteredOn(Attempt::isAllowed)
        .hasSizeBetween(30, 32);
  }

  @Test
  void b5_keys_nameNobody_andHaveAnEnd() {
    await(throttle.succeeded(attempt("ann", ADDRESS)));
    attempts("ann", 6);
    attempt("a:b {x} * ü", "no address: {x}*");

    assertThat(keysOf("")).hasSizeGreaterThan(8).noneMatch(key -> key.contains("ann"));
    assertThat(keysOf("a")).allMatch(key -> key.matches(prefix + ":t:a:[\\w-]{22}")).hasSize(2);
    assertThat(keysOf("i")).allMatch(key -> key.matches(prefix + ":t:i:[\\w-]{22}"));
    assertThat(keysOf("g")).containsExactly(prefix + ":t:g");
    assertThat(keysOf(""))
        .allSatisfy(key -> assertThat((Long) server.command("PTTL", key)).isPositive());
  }

  @Test
  void failures_areForgottenAfterAsManyDaysAsThereWere() {
    attempts("ann", 3);

    assertThat((Long) server.command("PTTL", keysOf("a").get(0)))
        .isBetween(Duration.ofDays(3).minusMinutes(1).toMillis(), Duration.ofDays(3).toMillis());
  }

  @Test
  void cost_isThreeCommandsEach_andOneForAnAddressWithoutBudget() {
    throttle = open(new JsonObject().put("addressPerMinute", 1)).throttle();
    try (CommandRecorder recorder = server.record()) {
      Attempt attempt = attempt("ann", ADDRESS);
      assertThat(ours(recorder)).containsOnly("EVALSHA").hasSize(3);
      recorder.clear();
      attempt("ann", ADDRESS);
      assertThat(ours(recorder)).containsExactly("EVALSHA");
      recorder.clear();
      await(throttle.succeeded(attempt));
      assertThat(ours(recorder)).containsOnly("EVALSHA").hasSize(3);
      recorder.clear();
      await(throttle.unlock("ann"));
      assertThat(ours(recorder)).containsExactly("DEL");
    }
  }

  /** What the clock of Redis says later must not matter for longer than the delay itself. */
  @Test
  void aClockThatWentBack_locksNobodyOut() {
    throttle = open(new JsonObject().put("addressPerMinute", 1)).throttle();
    attempts("ann", 5);
    attempt("ben", ADDRESS);
    pass(Duration.ofDays(-100));

    // The next one of all is there in a tenth of a second.
    assertThat(attempt("cid", "203.0.113.9").retryAfter()).isEqualTo(Duration.ofSeconds(1));
    server.command("DEL", prefix + ":t:g");
    Attempt account = attempt("ann", "203.0.113.1");
    assertThat(account.retryAfter()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30));
    assertThat(attempt("ben", ADDRESS).retryAfter())
        .isBetween(Duration.ofSeconds(50), Duration.ofSeconds(60));
    pass(Duration.ofSeconds(60));

    assertThat(attempt("ann", "203.0.113.2").isAllowed()).isTrue();
    assertThat(attempt("ben", ADDRESS).isAllowed()).isTrue();
  }

  @Test
  void withAPseudonymKey_theHashIsAnother() {
    attempt("ann", ADDRESS);
    JsonObject config = TestConfig.of(server, prefix);
    config.getJsonObject("session").put("pseudonymKey", "k".repeat(32));
    RedisSessions keyed = await(RedisSessions.open(vertx, config));
    opened.add(keyed);

    await(keyed.throttle().attempt("ann", ADDRESS));

    assertThat(keysOf("a")).hasSize(2);
    assertThat(keysOf("i")).hasSize(2);
  }

  private Attempt attempt(String account, String address) {
    return await(throttle.attempt(account, address));
  }

  private List<Attempt> attempts(String account, int count) {
    return IntStream.range(0, count).mapToObj(i -> attempt(account, "192.0.2.1" + i)).toList();
  }

  private List<String> ours(CommandRecorder recorder) {
    return recorder.commands().stream()
        .filter(command -> command.stream().anyMatch(word -> word.startsWith(prefix)))
        .map(command -> command.get(0).toUpperCase(Locale.ROOT))
        .toList();
  }

  @SuppressWarnings("unchecked")
  private List<String> keysOf(String kind) {
    return (List<String>) server.command("KEYS", prefix + ":t:" + kind + "*");
  }

  /** Lets time go by for all counts. */
  private void pass(Duration time) {
    for (String key : keysOf("")) {
      long back = key.startsWith(prefix + ":t:a:") ? time.toMillis() : time.toNanos() / 1000;
      server.command("HINCRBY", key, "t", String.valueOf(-back));
    }
  }
}
