package io.github.redsessions.login;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redsessions.config.ConfigException;
import io.github.redsessions.testkit.Browser;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Live keys under {@code login} count in every instance of a running service. */
class LoginReloadIT extends AccountsFixture {

  private static final String NEW = "seven-quiet-otters-paint-a-barn";

  private final List<LoginVerticle> instances = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void deployTwo() {
    Supplier<Deployable> each =
        () -> {
          LoginVerticle instance = new LoginVerticle();
          instances.add(instance);
          return instance;
        };
    await(
        vertx.deployVerticle(
            each, new DeploymentOptions().setConfig(config(JsonObject.of())).setInstances(2)));
  }

  @Test
  void hint_isOnTheNextPage_ofEveryInstance() {
    reload(JsonObject.of("hint", "changed while it ran"));

    assertThat(instances)
        .hasSize(2)
        .allSatisfy(
            instance ->
                assertThat(browser(instance).get("/login").bodyAsString())
                    .contains("changed while it ran"));
  }

  @Test
  void b9_rulesForPasswords_countInEveryInstance() throws IOException {
    Path blocklist = Files.writeString(directory.resolve("list.txt"), NEW + "\n");
    reload(JsonObject.of("minPasswordLength", 20, "passwordBlocklist", blocklist.toString()));

    assertThat(instances)
        .allSatisfy(
            instance -> {
              Browser browser = loggedIn(instance, "alice");
              assertThat(change(browser, "sixteen-letters!").bodyAsString())
                  .contains("allowed 20 to 1024");
              assertThat(change(browser, NEW).bodyAsString()).contains("known or easy to guess");
            });

    reload(JsonObject.of());
    assertThat(change(loggedIn(instances.get(1), "alice"), NEW).statusCode()).isEqualTo(204);
  }

  @Test
  void b7_costsOfAHash_countForTheNextPassword() throws IOException {
    reload(JsonObject.of("argon2", JsonObject.of("memoryKib", 20_000)));

    assertThat(change(loggedIn(instances.get(0), "alice"), NEW).statusCode()).isEqualTo(204);

    assertThat(Files.readString(directory.resolve("accounts.json"))).contains("m=20000,t=2,p=1");
  }

  @Test
  void f8_elevation_lapsesAsTheChangeSays() {
    reload(JsonObject.of("elevationMs", 5_000));

    HttpResponse<Buffer> answer = elevate(loggedIn(instances.get(1), "alice"), PASSWORD);

    assertThat(answer.bodyAsString()).contains("5000");
  }

  @Test
  void l5_fresh_countsForTheNextRequest() {
    Browser browser = loggedIn(instances.get(0), "alice");
    reload(JsonObject.of("freshMs", 0));

    HttpResponse<Buffer> answer =
        browser.send(
            HttpMethod.DELETE, "/sessions", request -> request.putHeader("Accept", JSON), null);

    assertThat(answer.statusCode()).isEqualTo(403);
  }

  @Test
  void b2_throttle_countsForTheNextAttempt() {
    reload(JsonObject.of("throttle", JsonObject.of("freeFailures", 1)));

    assertThat(logInAs(browser(instances.get(0)), "alice", "guess").statusCode()).isEqualTo(401);
    assertThat(logInAs(browser(instances.get(1)), "alice", PASSWORD).statusCode()).isEqualTo(429);
  }

  @Test
  void aBlocklistThatCantBeRead_changesNothing() {
    JsonObject wrong =
        config(JsonObject.of("passwordBlocklist", "no-such-file.txt", "hint", "not shown"));

    assertThatThrownBy(() -> await(instances.get(0).reload(wrong)))
        .hasRootCauseInstanceOf(ConfigException.class);

    assertThat(browser(instances.get(0)).get("/login").bodyAsString()).doesNotContain("not shown");
  }

  @Test
  void otherKeys_areNamed() {
    JsonObject next = config(JsonObject.of());
    next.put("http", JsonObject.of("host", "127.0.0.1", "port", 1, "trustProxy", JsonArray.of()));

    assertThat(await(instances.get(0).reload(next))).containsExactly("http.port");
  }

  @Test
  void beforeItIsDeployed_itSaysSo() {
    assertThatThrownBy(() -> await(new LoginVerticle().reload(new JsonObject())))
        .hasRootCauseInstanceOf(IllegalStateException.class);
  }

  private void reload(JsonObject login) {
    assertThat(await(instances.get(0).reload(config(login)))).isEmpty();
  }

  private static HttpResponse<Buffer> change(Browser browser, String chosen) {
    return post(
        browser, "/password", JSON, JsonObject.of("current", PASSWORD, "new", chosen).encode());
  }
}
