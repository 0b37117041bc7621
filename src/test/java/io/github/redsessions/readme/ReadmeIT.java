package io.github.redsessions.readme;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README says is true: its code runs, its table is the configuration. */
class ReadmeIT {

  private static final Path SNIPPET =
      Path.of("src/test/java/io/github/redsessions/readme/CartApplication.java");

  @Test
  void snippet_isTheCodeThatIsRunHere() throws IOException {
    String code = Files.readString(SNIPPET);
    String snippet =
        code.substring(code.indexOf("// README begin\n") + 16, code.indexOf("  // README end"));

    assertThat(Files.readString(Path.of("README.md")))
        .contains(snippet.stripTrailing().stripIndent());
  }

  @Test
  void snippet_keepsACartOverALoginAndALogout() {
    Vertx vertx = Vertx.vertx();
    try {
      CartApplication application = new CartApplication();
      JsonObject config = TestConfig.of(RedisServer.shared(), RandomPrefix.next());
      await(vertx.deployVerticle(application, new DeploymentOptions().setConfig(config)));

      Browser browser = new Browser(vertx, application.port());
      browser.post("/cart/book");
      assertThat(browser.post("/cart/pen").bodyAsJsonArray()).containsExactly("book", "pen");
      String anonymousId = browser.cookie("__Host-sid");
      assertThat(browser.post("/login/alice").bodyAsString()).isEqualTo("Hello alice");
      assertThat(browser.cookie("__Host-sid")).isNotEqualTo(anonymousId);
      assertThat(browser.post("/cart/cup").bodyAsJsonArray()).containsExactly("cup");
      assertThat(browser.post("/logout").bodyAsString()).isEqualTo("Bye");
      assertThat(browser.cookie("__Host-sid")).isNull();
    } finally {
      await(vertx.close());
    }
  }

  @Test
  void tables_listEveryConfigurationKeyAndNoOther() throws IOException {
    String tables =
        section("README.md", "## Configuration", "## In Redis")
            + section("src/docs/login.md", "## Configuration", "## Who may");
    Matcher row = Pattern.compile("^\\| (`[^|]+) \\|", Pattern.MULTILINE).matcher(tables);
    Set<String> documented = new TreeSet<>();
    while (row.find()) {
      documented.addAll(List.of(row.group(1).replace("`", "").split(", ", -1)));
    }
    assertThat(documented).containsExactlyInAnyOrderElementsOf(SessionsConfig.keys());
  }

  private static String section(String file, String begin, String end) throws IOException {
    String page = Files.readString(Path.of(file));
    return page.substring(page.indexOf(begin), page.indexOf(end));
  }
}
