package io.github.redsessions.login;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guessing at {@code POST /login}. Rows B2, B3, B5, B8. */
class LoginThrottleRouteIT extends AccountsFixture {

  private LoginVerticle throttled(Object... keys) {
    JsonObject throttle = new JsonObject();
    for (int i = 0; i < keys.length; i += 2) {
      throttle.put(keys[i].toString(), keys[i + 1]);
    }
    return deploy(new LoginVerticle(), config(JsonObject.of("throttle", throttle)));
  }

  @Test
  void b2_tooManyGuesses_are429WithRetryAfterAndTheVictimGoesOn() {
    LoginVerticle service = throttled("freeFailures", 2);
    Browser victim = loggedIn(service, "alice");
    for (int i = 0; i < 2; i++) {
      assertThat(logInAs(browser(service), "alice", "guess").statusCode()).isEqualTo(401);
    }

    HttpResponse<Buffer> page = logInAs(browser(service), "alice", PASSWORD);
    HttpResponse<Buffer> json =
        post(
            browser(service),
            "/login",
            JSON,
            JsonObject.of("username", "alice", "password", PASSWORD).encode());

    assertThat(page.statusCode()).isEqualTo(429).isEqualTo(json.statusCode());
    assertThat(Integer.parseInt(page.getHeader("Retry-After"))).isBetween(1, 30);
    assertThat(page.bodyAsString()).contains("<form method=\"post\"", "Too many attempts");
    assertThat(json.bodyAsJsonObject().getString("error")).contains("Too many attempts");
    assertThat(page.cookies()).isEmpty();
    assertThat(me(victim)).isEqualTo(200);
    assertThat(sessions(victim)).hasSize(1);
    assertThat(logInAs(browser(service), "bob", PASSWORD).statusCode()).isEqualTo(303);
  }

  /** Nobody learns from it whether there is such an account. */
  @Test
  void b5_unknownWrongDisabledAndThrottled_areTheSame() {
    LoginVerticle service = throttled("freeFailures", 1);
    for (String type : List.of(FORM, JSON)) {
      HttpResponse<Buffer> unknown = guess(service, type, "nobody-" + type.length());
      HttpResponse<Buffer> wrong = guess(service, type, type.equals(FORM) ? "alice" : "bob");
      HttpResponse<Buffer> disabled = rightPassword(service, type, "carol");
      assertThat(unknown.statusCode()).isEqualTo(401);
      assertSame(wrong, unknown);
      if (type.equals(FORM)) {
        assertSame(disabled, unknown);
      }
      HttpResponse<Buffer> throttledUnknown = guess(service, type, "nobody-" + type.length());
      HttpResponse<Buffer> throttledWrong =
          guess(service, type, type.equals(FORM) ? "alice" : "bob");
      assertThat(throttledUnknown.statusCode()).isEqualTo(429);
      throttledUnknown.headers().remove("Retry-After");
      throttledWrong.headers().remove("Retry-After");
      assertThat(throttledWrong.headers()).hasToString(throttledUnknown.headers().toString());
      assertThat(throttledWrong.bodyAsString().replaceAll("[0-9]+ seconds", ""))
          .isEqualTo(throttledUnknown.bodyAsString().replaceAll("[0-9]+ seconds", ""));
    }
  }

  /** Row B5: an account that takes no logins any more refuses the right password as a wrong one. */
  @Test
  void b5_aLockedAccount_isTheSameAsAWrongPassword() {
    LoginVerticle service =
        throttled("freeFailures", 1, "firstDelayMs", 100, "maxDelayMs", 100, "disableAfter", 2);
    Browser victim = loggedIn(service, "alice");
    HttpResponse<Buffer> wrong = guess(service, JSON, "alice");
    eventually(BOUND, () -> assertThat(guess(service, JSON, "alice").statusCode()).isEqualTo(401));

    eventually(BOUND, () -> assertSame(rightPassword(service, JSON, "alice"), wrong));

    assertThat(me(victim)).isEqualTo(200);
  }

  /** Row B3: a guess too many isn't even looked at. */
  @Test
  void b3_fiftyAtOnce_areLookedAtNoMoreThanTheLimit() {
    AtomicInteger evaluated = new AtomicInteger();
    LoginVerticle service =
        deploy(
            new LoginVerticle(
                credentials -> {
                  evaluated.incrementAndGet();
                  return Future.failedFuture("no");
                }),
            config(JsonObject.of("throttle", JsonObject.of("addressPerMinute", 1000))));
    WebClient client = WebClient.create(vertx);
    List<Future<HttpResponse<Buffer>>> guesses = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      guesses.add(
          client
              .post(service.actualPort(), "127.0.0.1", "/login")
              .putHeader("Content-Type", FORM)
              .putHeader("Sec-Fetch-Site", "same-origin")
              .sendBuffer(Buffer.buffer("username=alice&password=guess-" + i)));
    }
    await(Future.all(guesses));

    assertThat(evaluated).hasValue(5);
    assertThat(guesses)
        .filteredOn(answer -> answer.result().statusCode() == 429)
        .hasSize(45)
        .allSatisfy(answer -> assertThat(answer.result().getHeader("Retry-After")).isNotNull());
  }

  /** Row L11. */
  @Test
  void l11_oneSessionTooMany_is409WhereItIsToBeRejected() {
    JsonObject config = config();
    config.getJsonObject("session").put("maxPerUser", 1).put("whenFull", "reject");
    LoginVerticle service = deploy(new LoginVerticle(), config);
    Browser first = loggedIn(service, "alice");

    HttpResponse<Buffer> second = rightPassword(service, JSON, "alice");

    assertThat(second.statusCode()).isEqualTo(409);
    assertThat(second.cookies()).isEmpty();
    assertThat(second.bodyAsJsonObject().getString("error")).contains("too many sessions");
    assertThat(me(first)).isEqualTo(200);
  }

  /** Row L10: a login whose password is being checked is ended too. */
  @Test
  void l10_aLoginThatRacesARevocation_loses() {
    Promise<User> checked = Promise.promise();
    AtomicInteger calls = new AtomicInteger();
    LoginVerticle service =
        deploy(
            new LoginVerticle(
                credentials ->
                    calls.incrementAndGet() == 1
                        ? Future.succeededFuture(User.fromName("alice"))
                        : checked.future()),
            config());
    Browser browser = loggedIn(service, "alice");
    Future<HttpResponse<Buffer>> slow =
        WebClient.create(vertx)
            .post(service.actualPort(), "127.0.0.1", "/login")
            .putHeader("Content-Type", FORM)
            .putHeader("Sec-Fetch-Site", "same-origin")
            .sendBuffer(Buffer.buffer("username=alice&password=x"));
    eventually(BOUND, () -> assertThat(calls).hasValue(2));

    assertThat(delete(browser, "/sessions").statusCode()).isEqualTo(200);
    checked.complete(User.fromName("alice"));

    assertThat(await(slow).statusCode()).isEqualTo(401);
    assertThat(await(slow).cookies()).isEmpty();
    assertThat(sessionKeys()).hasSize(1);
  }

  /** The address is that of the connection, whatever a client says. */
  @Test
  void b1_anAddress_hasABudgetOfItsOwn() {
    LoginVerticle service = throttled("addressPerMinute", 2);
    guess(service, FORM, "u1");
    guess(service, FORM, "u2");

    HttpResponse<Buffer> third =
        browser(service)
            .send(
                io.vertx.core.http.HttpMethod.POST,
                "/login",
                r -> r.putHeader("Content-Type", FORM).putHeader("X-Forwarded-For", "192.0.2.7"),
                Buffer.buffer("username=u3&password=x"));

    assertThat(third.statusCode()).isEqualTo(429);
  }

  /** Row B8: quickly refused, and no error of ours. */
  @ParameterizedTest
  @ValueSource(ints = {256, 10_240, 1 << 20})
  void b8_aLongUsername_isAClientError(int length) {
    for (String type : List.of(FORM, JSON)) {
      HttpResponse<Buffer> answer = guess(verticle, type, "u".repeat(length));

      assertThat(answer.statusCode()).isIn(400, 413);
    }
    assertThat(keys()).isEmpty();
  }

  @Test
  void b8_manyFieldsAndDeepJson_areClientErrors() {
    assertThat(post(browser(), "/login", FORM, "a=1&".repeat(5000)).statusCode())
        .isBetween(400, 499);
    assertThat(post(browser(), "/login", JSON, "[".repeat(20_000)).statusCode())
        .isBetween(400, 499);
    assertThat(post(browser(), "/login", JSON, "{\"a\":".repeat(4_000)).statusCode())
        .isBetween(400, 499);
    assertThat(post(browser(), "/login", FORM, "username=%F0%9F&password=%00").statusCode())
        .isBetween(400, 499);
  }

  private HttpResponse<Buffer> guess(LoginVerticle service, String type, String user) {
    return send(service, type, user, "guess");
  }

  private HttpResponse<Buffer> rightPassword(LoginVerticle service, String type, String user) {
    return send(service, type, user, PASSWORD);
  }

  private HttpResponse<Buffer> send(
      LoginVerticle service, String type, String user, String password) {
    return type.equals(FORM)
        ? logInAs(browser(service), user, password)
        : post(
            browser(service),
            "/login",
            JSON,
            JsonObject.of("username", user, "password", password).encode());
  }

  private static void assertSame(HttpResponse<Buffer> one, HttpResponse<Buffer> other) {
    assertThat(one.statusCode()).isEqualTo(other.statusCode());
    assertThat(one.headers()).hasToString(other.headers().toString());
    assertThat(one.body()).isEqualTo(other.body());
  }
}
