package io.github.redsessions.login;

import static io.github.redsessions.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Acl;
import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.Futures;
import io.github.redsessions.testkit.RedisServer;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The runnable jar, started as the README says. */
class AppJarIT {

  private static final Pattern READY = Pattern.compile("ready: http://localhost:(\\d+)/(.*)");

  @TempDir private Path directory;

  private final Vertx vertx = Vertx.vertx();
  private Process process;
  private String output = "";

  @AfterEach
  void stop() throws InterruptedException {
    if (process != null) {
      process.destroy();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
    Futures.await(vertx.close());
  }

  @Test
  void devConfiguration_startsWithARedisOfItsOwnAndADemoUser() throws IOException {
    start(Map.of("REDSESSIONS_HTTP_PORT", "0"), "-conf", "conf/dev.yaml");
    Browser browser = new Browser(vertx, readyPort());

    assertThat(output).contains("demo").contains("correct-horse-battery-staple");
    assertThat(output.lines()).as("one printed line").hasSize(1);
    assertThat(logIn(browser).statusCode()).isEqualTo(303);
    assertThat(browser.get("/me").bodyAsJsonObject().getString("user")).isEqualTo("demo");
  }

  @Test
  void redisUrlAndSessionSecret_areAWorkingStart() throws IOException {
    String secret = "an-example-of-a-secret-of-forty-characters";
    start(
        Map.of(
            "REDIS_URL",
            "redis://"
                + Acl.SESSIONS
                + ":"
                + Acl.password(Acl.SESSIONS)
                + "@127.0.0.1:"
                + RedisServer.shared().port(),
            "SESSION_SECRET",
            secret,
            "REDSESSIONS_HTTP_PORT",
            "0"));
    Browser browser = new Browser(vertx, readyPort());

    assertThat(output).contains("login.accountsFile").doesNotContain(secret);
    assertThat(logIn(browser).statusCode()).isEqualTo(401);
    assertThat(browser.get("/me").statusCode()).isEqualTo(401);
  }

  @Test
  void shortSessionSecret_isRefusedByName() throws Exception {
    start(Map.of("SESSION_SECRET", "too-short-to-be-a-secret"));

    readAll();
    assertThat(process.waitFor()).isNotZero();
    assertThat(output)
        .contains("SESSION_SECRET", "allowed 32 or more")
        .doesNotContain("too-short-to-be-a-secret");
  }

  @Test
  void check_readsTheOverridesOfTheEnvironment_andEndsWithTheProblems() throws Exception {
    start(
        Map.of("REDSESSIONS_SESSION_MAXPERUSER", "0", "SESSION_SECRET", "too-short-to-be-a-secret"),
        "check",
        "-conf",
        "conf/dev.yaml");

    readAll();
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(output)
        .contains("2 problems", "session.maxPerUser: found 0", "SESSION_SECRET")
        .doesNotContain("too-short-to-be-a-secret");
  }

  @Test
  void hashPassword_ofAPipe_printsTheHashAlone() throws Exception {
    start(Map.of(), "hash-password");
    try (var in = process.getOutputStream()) {
      in.write("nine wet otters at play\n".getBytes(StandardCharsets.UTF_8));
    }

    readAll();
    assertThat(process.waitFor()).isZero();
    assertThat(output.lines()).singleElement().asString().startsWith("$argon2id$v=19$m=19456,t=2");
  }

  /** A live key counts a moment after the file was saved, and what needs a restart is said. */
  @Test
  void changedFile_countsWhileItRuns() throws Exception {
    Path conf = Files.writeString(directory.resolve("conf.yaml"), conf("before", "__Host-sid"));
    start(Map.of("REDSESSIONS_HTTP_PORT", "0"), "-conf", conf.toString());
    Browser browser = new Browser(vertx, readyPort());
    assertThat(browser.get("/login").bodyAsString()).contains("before");

    Files.writeString(conf, conf("after the edit", "other"));

    eventually(
        Duration.ofSeconds(30),
        () -> assertThat(browser.get("/login").bodyAsString()).contains("after the edit"));
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    assertThat(lines.readLine()).contains("INFO", "login.hint: \"before\" is now");
    assertThat(lines.readLine()).contains("WARN", "need a restart", "cookie.name");
  }

  private static String conf(String hint, String cookie) {
    return """
        redis: {mode: embedded}
        login: {hint: "%s", accountsFile: conf/accounts.json}
        cookie: {name: "%s"}
        """
        .formatted(hint, cookie);
  }

  @Test
  void version_isThatOfTheJar() throws Exception {
    start(Map.of(), "--version");

    readAll();
    assertThat(process.waitFor()).isZero();
    assertThat(output).matches("vertx-redis-sessions \\d+\\.\\d+\\.\\d+.*\\R");
  }

  private void start(Map<String, String> environment, String... args) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder builder =
        new ProcessBuilder(java, "-jar", System.getProperty("redsessions.appJar"));
    builder.command().addAll(List.of(args));
    builder.environment().putAll(environment);
    process = builder.redirectErrorStream(true).start();
  }

  /** Reads the output up to the line that says where to go. */
  private int readyPort() throws IOException {
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      output += line + "\n";
      Matcher ready = READY.matcher(line);
      if (ready.find()) {
        return Integer.parseInt(ready.group(1));
      }
    }
    throw new AssertionError("the service did not start:\n" + output);
  }

  private void readAll() throws IOException {
    output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static HttpResponse<Buffer> logIn(Browser browser) {
    return browser.send(
        HttpMethod.POST,
        "/login",
        request -> request.putHeader("Content-Type", "application/x-www-form-urlencoded"),
        Buffer.buffer("username=demo&password=correct-horse-battery-staple"));
  }
}
