package io.github.redsessions.login;

import static io.github.redsessions.testkit.Futures.await;

import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.SeenSecrets;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The login service with the demonstration's account, over a real Redis. */
abstract class LoginFixture {

  static final String PASSWORD = "correct-horse-battery-staple";
  static final String FORM = "application/x-www-form-urlencoded";
  static final String JSON = "application/json";
  static final String RIGHT_FORM = "username=demo&password=" + PASSWORD;
  static final String RIGHT_JSON = "{\"username\": \"demo\", \"password\": \"" + PASSWORD + "\"}";

  static {
    SeenSecrets.add(PASSWORD);
  }

  final String prefix = RandomPrefix.next();
  Vertx vertx;
  LoginVerticle verticle;

  RedisServer server() {
    return RedisServer.shared();
  }

  JsonObject config() {
    JsonObject redis = TestConfig.redis(server().uri());
    redis.remove("commandTimeoutMs");
    return new JsonObject()
        .put("redis", redis)
        .put("session", new JsonObject().put("prefix", prefix))
        .put("cookie", new JsonObject().put("name", "sid").put("secure", false))
        .put("http", new JsonObject().put("host", "127.0.0.1").put("port", 0))
        .put(
            "login",
            new JsonObject().put("accountsFile", "conf/accounts.json").put("hint", "a <hint>"));
  }

  @BeforeEach
  void deploy() {
    vertx = Vertx.vertx();
    verticle = deploy(new LoginVerticle(), config());
  }

  @AfterEach
  void undeploy() {
    await(vertx.close());
  }

  LoginVerticle deploy(LoginVerticle service, JsonObject config) {
    await(vertx.deployVerticle(service, new DeploymentOptions().setConfig(config)));
    return service;
  }

  Browser browser() {
    return browser(verticle);
  }

  Browser browser(LoginVerticle service) {
    return new Browser(vertx, service.actualPort());
  }

  static HttpResponse<Buffer> post(Browser browser, String path, String type, String body) {
    return browser.send(
        HttpMethod.POST,
        path,
        request -> type == null ? request : request.putHeader("Content-Type", type),
        body == null ? null : Buffer.buffer(body));
  }

  static HttpResponse<Buffer> logIn(Browser browser) {
    return post(browser, "/login", FORM, RIGHT_FORM);
  }

  static HttpResponse<Buffer> get(Browser browser, String path, String accept) {
    return browser.send(HttpMethod.GET, path, request -> request.putHeader("Accept", accept), null);
  }

  @SuppressWarnings("unchecked")
  List<Object> keys() {
    return (List<Object>) server().command("KEYS", prefix + ":*");
  }

  /** The keys of the sessions alone. */
  @SuppressWarnings("unchecked")
  List<Object> sessionKeys() {
    return (List<Object>) server().command("KEYS", prefix + ":s:*");
  }

  /** Redis keeps no order. */
  private static Map<String, String> fields(List<?> reply) {
    Map<String, String> fields = new TreeMap<>();
    for (int i = 0; i < reply.size(); i += 2) {
      fields.put(reply.get(i).toString(), reply.get(i + 1).toString());
    }
    return fields;
  }

  /** All that Redis holds of the sessions. */
  String records() {
    return sessionKeys().stream()
        .map(Object::toString)
        .sorted()
        .map(key -> key + fields((List<?>) server().command("HGETALL", key)))
        .collect(Collectors.joining("\n"));
  }
}
