package io.github.redsessions.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.client.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The change of the password. Rows B8, B9, B11, F2, L6. */
class PasswordRouteIT extends AccountsFixture {

  private static final String NEW = "seven-quiet-otters-paint-a-barn";

  @Test
  void f2_l6_change_rotatesAndEndsTheOtherSessions() {
    Browser browser = loggedIn("alice");
    Browser before = copyOf(browser);
    Browser other = loggedIn("alice");
    Browser bob = loggedIn("bob");

    HttpResponse<Buffer> answer = change(browser, PASSWORD, NEW);

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.cookies()).hasSize(1);
    assertThat(browser.cookie("sid")).isNotEqualTo(before.cookie("sid"));
    assertThat(List.of(me(browser), me(before), me(other), me(bob)))
        .containsExactly(200, 401, 401, 200);
    assertThat(logInAs(browser(), "alice", PASSWORD).statusCode()).isEqualTo(401);
    assertThat(logInAs(browser(), "alice", NEW).statusCode()).isEqualTo(303);
  }

  @Test
  void theForm_doesTheSameAndLeadsHome() {
    Browser browser = loggedIn("alice");
    assertThat(browser.get("/password").bodyAsString())
        .contains("<label for=\"current\">", "autocomplete=\"current-password\"")
        .contains("<label for=\"new\">", "autocomplete=\"new-password\"")
        .contains("name=\"_csrf\"", "autocomplete=\"username\" value=\"alice\"");

    HttpResponse<Buffer> answer =
        post(browser, "/password", FORM, "current=" + PASSWORD + "&new=" + NEW);

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.getHeader("Location")).isEqualTo("/");
    assertThat(logInAs(browser(), "alice", NEW).statusCode()).isEqualTo(303);
  }

  /** Row B11: without the current one nothing changes, however it is left out. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"new\": \"" + NEW + "\"}",
        "{\"current\": \"\", \"new\": \"" + NEW + "\"}",
        "{\"current\": null, \"new\": \"" + NEW + "\"}",
        "{\"current\": [\"" + PASSWORD + "\"], \"new\": \"" + NEW + "\"}",
        "{\"current\": \"wrong\", \"new\": \"" + NEW + "\"}",
        "{\"current\": \"" + PASSWORD + "x\", \"new\": \"" + NEW + "\"}",
        "{}",
        "[]",
        "nonsense"
      })
  void b11_withoutTheCurrentOne_is403AndNothingChanges(String body) {
    Browser browser = loggedIn("alice");
    String id = browser.cookie("sid");
    Browser other = loggedIn("alice");

    HttpResponse<Buffer> answer = post(browser, "/password", JSON, body);

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.bodyAsJsonObject().fieldNames()).containsExactly("error");
    assertThat(browser.cookie("sid")).isEqualTo(id);
    assertThat(List.of(me(browser), me(other))).containsExactly(200, 200);
    assertThat(logInAs(browser(), "alice", PASSWORD).statusCode()).isEqualTo(303);
  }

  /** Rows B8 and B9, and nothing of it is quoted. */
  @ParameterizedTest
  @ValueSource(strings = {"fourteen-chars", "passwordpassword", ""})
  void b9_aPasswordThatMayNotBeChosen_is400AndNothingChanges(String chosen) {
    Browser browser = loggedIn("alice");
    Browser other = loggedIn("alice");

    HttpResponse<Buffer> answer = change(browser, PASSWORD, chosen);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.bodyAsJsonObject().getString("error"))
        .startsWith("new: found ")
        .contains(", allowed ");
    if (!chosen.isEmpty()) {
      assertThat(answer.bodyAsString()).doesNotContain(chosen);
    }
    assertThat(List.of(me(browser), me(other))).containsExactly(200, 200);
    assertThat(logInAs(browser(), "alice", PASSWORD).statusCode()).isEqualTo(303);
  }

  @Test
  void b8_longPasswords_areTakenUpToTheBound() {
    Browser browser = loggedIn("alice");
    String longest = "漢字 and 仮名 ".repeat(110).substring(0, 1024);

    assertThat(change(browser, PASSWORD, longest + "x").statusCode()).isEqualTo(400);
    assertThat(change(browser, PASSWORD, "x".repeat(10_000)).statusCode()).isEqualTo(400);
    assertThat(change(browser, PASSWORD, "x".repeat(1 << 20)).statusCode()).isEqualTo(413);
    assertThat(change(browser, PASSWORD, longest).statusCode()).isEqualTo(204);
    assertThat(me(browser)).isEqualTo(200);
  }

  /** Row B2: a stolen session is no way to guess, and guessing harms nobody but that session. */
  @Test
  void b2_guessing_isSlowedDownForTheSessionAlone() {
    LoginVerticle service =
        deploy(
            new LoginVerticle(),
            config(JsonObject.of("throttle", JsonObject.of("freeFailures", 2))));
    Browser thief = loggedIn(service, "alice");
    for (int i = 0; i < 2; i++) {
      assertThat(change(thief, "guess-" + i, NEW).statusCode()).isEqualTo(403);
    }

    HttpResponse<Buffer> answer = change(thief, PASSWORD, NEW);

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.getHeader("Retry-After")).isEqualTo("30");
    assertThat(elevate(thief, PASSWORD).statusCode()).isEqualTo(429);
    Browser owner = loggedIn(service, "alice");
    assertThat(change(owner, PASSWORD, NEW).statusCode()).isEqualTo(204);
    assertThat(me(thief)).isEqualTo(401);
  }

  /** And who guesses at the login can't keep the user from changing the password. */
  @Test
  void b2_guessingAtTheLogin_locksNoSession() {
    LoginVerticle service =
        deploy(
            new LoginVerticle(),
            config(JsonObject.of("throttle", JsonObject.of("freeFailures", 1))));
    Browser owner = loggedIn(service, "alice");
    logInAs(browser(service), "alice", "guess");
    assertThat(logInAs(browser(service), "alice", PASSWORD).statusCode()).isEqualTo(429);

    assertThat(me(owner)).isEqualTo(200);
    assertThat(change(owner, PASSWORD, NEW).statusCode()).isEqualTo(204);
  }

  @Test
  void withAPlainProvider_isNotThere() {
    LoginVerticle service =
        deploy(
            new LoginVerticle(credentials -> Future.succeededFuture(User.fromName("ali"))),
            config());
    Browser browser = loggedIn(service, "ali");

    assertThat(change(browser, PASSWORD, NEW).statusCode()).isEqualTo(404);
    assertThat(browser.get("/password").statusCode()).isEqualTo(404);
    assertThat(browser.get("/").bodyAsString()).doesNotContain("/password");
    assertThat(me(browser)).isEqualTo(200);
  }

  private static HttpResponse<Buffer> change(Browser browser, String current, String chosen) {
    return post(
        browser, "/password", JSON, JsonObject.of("current", current, "new", chosen).encode());
  }
}
