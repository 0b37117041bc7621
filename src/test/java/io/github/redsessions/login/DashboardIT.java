package io.github.redsessions.login;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the Grafana dashboard asks for is what a running service has. */
class DashboardIT extends LoginFixture {

  private static final Path DASHBOARD = Path.of("conf", "grafana", "redsessions.json");
  private static final Pattern METRIC = Pattern.compile("\\b((?:redsessions|jvm)_[a-z_]+)");
  private static final Pattern BY = Pattern.compile("by \\(([a-z, ]+)\\)");
  private static final Pattern LABEL = Pattern.compile("\\b([a-z]+)=~?\"((?:[^\"\\\\]|\\\\.)*)\"");

  @Override
  JsonObject config() {
    return super.config()
        .put("management", JsonObject.of("port", 0))
        .put(
            "metrics",
            JsonObject.of("enabled", true, "registryName", UUID.randomUUID().toString()));
  }

  private String scrape() {
    Browser browser = browser();
    assertThat(logIn(browser).statusCode()).isEqualTo(303);
    browser.get("/me");
    return new Browser(vertx, verticle.managementPort()).get("/metrics").bodyAsString();
  }

  private static List<String> expressions() throws IOException {
    JsonObject dashboard = new JsonObject(Files.readString(DASHBOARD));
    List<String> found = new java.util.ArrayList<>();
    for (Object panel : dashboard.getJsonArray("panels")) {
      JsonArray targets = ((JsonObject) panel).getJsonArray("targets");
      targets.forEach(target -> found.add(((JsonObject) target).getString("expr")));
    }
    JsonArray variables = dashboard.getJsonObject("templating").getJsonArray("list");
    found.add(variables.getJsonObject(1).getJsonObject("query").getString("query"));
    return found;
  }

  private static Set<String> names(String text) {
    return METRIC
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyName_isInAScrape() throws IOException {
    Set<String> known =
        scrape()
            .lines()
            .filter(line -> !line.startsWith("#"))
            .map(line -> line.replaceFirst("[ {].*", ""))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> asked = names(String.join("\n", expressions()));

    assertThat(asked).hasSizeGreaterThan(20).isSubsetOf(known);
  }

  /** And the other way round: a meter that nobody looks at is one that nobody needs. */
  @Test
  void everyMeterOfOurs_isLookedAt() throws IOException {
    Set<String> shown = names(String.join("\n", expressions()));

    for (String type : scrape().lines().filter(l -> l.startsWith("# TYPE redsessions")).toList()) {
      String name = type.replaceFirst("^# TYPE (\\S+) .*", "$1");
      assertThat(shown).as(name).anyMatch(each -> each.startsWith(name.replace("_max", "")));
    }
  }

  @Test
  void everyLabel_isThereWithSuchAValue() throws IOException {
    String scrape = scrape();
    for (String expression : expressions()) {
      for (String metric : names(expression)) {
        List<String> lines =
            scrape.lines().filter(line -> line.matches(metric + "[ {].*")).toList();
        Set<String> labels = new LinkedHashSet<>();
        BY.matcher(expression)
            .results()
            .forEach(by -> labels.addAll(List.of(by.group(1).split(", "))));
        for (String label : labels) {
          assertThat(lines).as(expression).anyMatch(line -> line.contains(label + "=\""));
        }
        LABEL
            .matcher(expression)
            .results()
            // Prometheus itself adds that one.
            .filter(label -> !label.group(1).equals("instance"))
            .forEach(
                label -> {
                  Pattern value = Pattern.compile(label.group(1) + "=\"" + group(label) + "\"");
                  assertThat(lines).as(expression).anyMatch(line -> value.matcher(line).find());
                });
      }
    }
    await(vertx.undeploy(verticle.deploymentID()));
  }

  private static String group(MatchResult label) {
    return "(?:" + label.group(2) + ")";
  }
}
