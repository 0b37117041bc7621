package io.github.redsessions.login;

import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.ConfigException;
import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.LogCapture;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.AuthenticationProvider;
import io.vertx.ext.auth.authentication.UsernamePasswordCredentials;
import io.vertx.ext.web.handler.HttpException;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How the service starts and stops, and whose accounts it asks. */
class LoginDeploymentIT extends LoginFixture {

  @Test
  void start_logsWhereToGoAndHowToLogIn() {
    try (LogCapture log = new LogCapture()) {
      LoginVerticle service = deploy(new LoginVerticle(), config());

      assertThat(log.text())
          .contains(
              "Login service ready: http://localhost:" + service.actualPort() + "/ (a <hint>)");
    }
  }

  /** Connections are dealt out in turn, so that four of them reach both instances. */
  @Test
  void start_ofSeveralInstances_sharesPortAndSessionsAndLogsOnce() throws IOException {
    int port = freePort();
    JsonObject config = config();
    config.put("redis", JsonObject.of("mode", "embedded"));
    config.getJsonObject("http").put("port", port);
    config.getJsonObject("login").remove("hint");
    try (LogCapture log = new LogCapture()) {
      DeploymentOptions two = new DeploymentOptions().setInstances(2).setConfig(config);
      String id = await(vertx.deployVerticle(LoginVerticle.class, two));
      Browser browser = new Browser(vertx, port);

      assertThat(logIn(browser).statusCode()).isEqualTo(303);
      assertThat(IntStream.range(0, 4).mapToObj(i -> copyOf(browser, port).get("/me")))
          .allSatisfy(me -> assertThat(me.statusCode()).isEqualTo(200));
      assertThat(log.text().lines().filter(line -> line.contains("Login service ready")))
          .singleElement()
          .asString()
          .contains("http://localhost:" + port + "/ {}");
      await(vertx.undeploy(id));
      assertThat(failureOf(vertx.createNetClient().connect(port, "127.0.0.1"))).isNotNull();
    }
  }

  @Test
  void withoutAccounts_everyLoginIsRefusedAndTheLogSaysHowToAddSome() {
    JsonObject config = config();
    config.remove("login");
    try (LogCapture log = new LogCapture()) {
      LoginVerticle service = deploy(new LoginVerticle(), config);

      assertThat(logIn(browser(service)).statusCode()).isEqualTo(401);
      assertThat(log.text())
          .containsPattern(
              "WARN .*every login is refused.*login\\.accountsFile.*\\R.*\"accounts\"");
    }
  }

  @Test
  void aProviderInCode_replacesTheAccounts() {
    JsonObject config = config();
    config.remove("login");
    AuthenticationProvider provider =
        credentials ->
            ((UsernamePasswordCredentials) credentials).getPassword().equals("sesame")
                ? Future.succeededFuture(User.fromName("<b>ali</b>"))
                : Future.failedFuture("no");
    try (LogCapture log = new LogCapture()) {
      LoginVerticle service = deploy(new LoginVerticle(provider), config);
      Browser browser = browser(service);

      assertThat(logIn(browser).statusCode()).isEqualTo(401);
      assertThat(post(browser, "/login", FORM, "username=a&password=sesame").statusCode())
          .isEqualTo(303);
      assertThat(browser.get("/").bodyAsString()).contains("&lt;b&gt;ali&lt;/b&gt;");
      assertThat(browser.get("/me").bodyAsJsonObject().getString("user")).isEqualTo("<b>ali</b>");
      assertThat(log.text()).doesNotContain("every login is refused");
    }
  }

  @Test
  void aProviderThatThrowsOrFindsNobody_refuses() {
    assertThat(answerOf(credentials -> Future.succeededFuture(null))).isEqualTo(401);
    assertThat(
            answerOf(
                credentials -> {
                  throw new IllegalStateException("broken");
                }))
        .isEqualTo(401);
  }

  @Test
  void aProviderThatCannotTell_is503() {
    assertThat(answerOf(credentials -> Future.failedFuture(new HttpException(503)))).isEqualTo(503);
    assertThat(answerOf(credentials -> Future.failedFuture(new HttpException(500)))).isEqualTo(500);
  }

  @Test
  void aPortThatIsTaken_failsTheStartNamingTheKey() {
    JsonObject config = config();
    config.getJsonObject("http").put("host", "127.0.0.1");
    try (ServerSocket taken = new ServerSocket(0)) {
      config.getJsonObject("http").put("port", taken.getLocalPort());

      assertThat(failureOfStart(config))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("http.port: found 127.0.0.1 port " + taken.getLocalPort());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anAccountsFileThatIsMissing_failsTheStart() {
    JsonObject config = config();
    config.getJsonObject("login").put("accountsFile", "conf/none.json");

    assertThat(failureOfStart(config))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("login.accountsFile: found conf/none.json (no such file)");
  }

  @Test
  void aWrongKey_failsTheStart() {
    assertThat(failureOfStart(config().put("htp", new JsonObject())))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("htp");
  }

  private Browser copyOf(Browser browser, int port) {
    return new Browser(vertx, port).setCookie("sid", browser.cookie("sid"));
  }

  private int answerOf(AuthenticationProvider provider) {
    return logIn(browser(deploy(new LoginVerticle(provider), config()))).statusCode();
  }

  private Throwable failureOfStart(JsonObject config) {
    return failureOf(
        vertx.deployVerticle(new LoginVerticle(), new DeploymentOptions().setConfig(config)));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
