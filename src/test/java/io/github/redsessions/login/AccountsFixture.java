package io.github.redsessions.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.io.TempDir;

/**
 * The login service with accounts of the test's own, which it may change: alice, bob, an
 * administrator and one that is disabled, all with {@link #PASSWORD}.
 */
abstract class AccountsFixture extends LoginFixture {

  /** What follows from a change of the file does so within a second. */
  static final Duration BOUND = Duration.ofSeconds(10);

  @TempDir Path directory;

  @Override
  JsonObject config() {
    Path file = directory.resolve("accounts.json");
    if (!Files.exists(file)) {
      write(account("alice"), account("bob"), account("root", "admin"), disabled("carol"));
    }
    JsonObject config = super.config();
    config.getJsonObject("login").put("accountsFile", file.toString());
    return config;
  }

  /** The configuration with keys under {@code login}. */
  JsonObject config(JsonObject login) {
    JsonObject config = config();
    config.getJsonObject("login").mergeIn(login);
    return config;
  }

  /** Replaces the accounts while the service runs. */
  void write(JsonObject... accounts) {
    try {
      Path draft =
          Files.writeString(
              directory.resolve("draft.json"),
              JsonObject.of("accounts", new JsonArray(List.of(accounts))).encode());
      Files.move(draft, directory.resolve("accounts.json"), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonObject account(String name, String... roles) {
    return JsonObject.of(
        "username", name, "password", hash(), "roles", new JsonArray(List.of(roles)));
  }

  static JsonObject disabled(String name) {
    return account(name).put("disabled", true);
  }

  private static String hash() {
    try {
      return new JsonObject(Files.readString(Path.of("conf/accounts.json")))
          .getJsonArray("accounts")
          .getJsonObject(0)
          .getString("password");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Browser loggedIn(String user) {
    return loggedIn(verticle, user);
  }

  Browser loggedIn(LoginVerticle service, String user) {
    Browser browser = browser(service);
    assertThat(logInAs(browser, user, PASSWORD).statusCode()).isEqualTo(303);
    return browser;
  }

  /** One who has just given the password again. */
  Browser elevated(LoginVerticle service, String user) {
    Browser browser = loggedIn(service, user);
    assertThat(elevate(browser, PASSWORD).statusCode()).isEqualTo(200);
    return browser;
  }

  static HttpResponse<Buffer> logInAs(Browser browser, String user, String password) {
    return post(browser, "/login", FORM, "username=" + user + "&password=" + password);
  }

  static HttpResponse<Buffer> elevate(Browser browser, String password) {
    return post(browser, "/elevate", JSON, JsonObject.of("password", password).encode());
  }

  static HttpResponse<Buffer> delete(Browser browser, String path) {
    return browser.send(HttpMethod.DELETE, path, r -> r.putHeader("Accept", JSON), null);
  }

  static JsonArray sessions(Browser browser) {
    HttpResponse<Buffer> answer = get(browser, "/sessions", JSON);
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.bodyAsJsonArray();
  }

  static String ownHandle(Browser browser) {
    return browser.cookie("sid").substring(0, 22);
  }

  static int me(Browser browser) {
    return browser.get("/me").statusCode();
  }

  /** Another client with the cookie that the first one has now. */
  Browser copyOf(Browser browser) {
    return browser().setCookie("sid", browser.cookie("sid"));
  }

  /** Takes down the audit from now on. */
  List<JsonObject> audit() {
    List<JsonObject> events = new CopyOnWriteArrayList<>();
    vertx
        .eventBus()
        .<JsonObject>localConsumer(
            io.github.redsessions.RedisSessions.AUDIT_ADDRESS,
            message -> events.add(message.body()));
    return events;
  }

  static List<String> names(List<JsonObject> events) {
    List<String> names = new ArrayList<>();
    events.forEach(event -> names.add(event.getString("event")));
    return names;
  }
}
