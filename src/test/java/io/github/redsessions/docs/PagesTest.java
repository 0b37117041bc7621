package io.github.redsessions.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.AuditEvent;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the README, the pages below src/docs and those of the examples name is there. */
class PagesTest {

  private static final List<Path> SOURCES =
      List.of(
          Path.of("src", "main", "java", "io", "github", "redsessions"),
          Path.of("src", "test", "java", "io", "github", "redsessions"),
          Path.of("src", "bench", "java", "io", "github", "redsessions"));

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");
  private static final Pattern CODE = Pattern.compile("(?<!`)`([^`\n]+)`(?!`)");
  private static final Pattern FILE =
      Pattern.compile("(?:src|conf|examples|\\.ci|\\.github)/[\\w./-]+[\\w]|pom\\.xml");
  private static final Pattern CLASS = Pattern.compile("[a-z]+(?:/[a-z]+)*/[A-Z]\\w+");
  private static final Pattern EXAMPLE_CLASS = Pattern.compile("examples/.*");

  static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(Path.of("README.md")));
    try (Stream<Path> docs = Files.list(Path.of("src", "docs"));
        Stream<Path> examples = Files.walk(Path.of("examples"), 2)) {
      Stream.concat(docs, examples)
          .filter(page -> page.toString().endsWith(".md"))
          .forEach(pages::add);
    }
    return pages;
  }

  @ParameterizedTest
  @MethodSource("pages")
  void links_leadSomewhere(Path page) throws IOException {
    assertThat(found(LINK, Files.readString(page)))
        .allSatisfy(link -> assertThat(page.resolveSibling(link).normalize()).exists());
  }

  @ParameterizedTest
  @MethodSource("pages")
  void files_areThere(Path page) throws IOException {
    assertThat(code(page).filter(name -> FILE.matcher(name).matches()))
        .allSatisfy(name -> assertThat(Path.of(name)).exists());
  }

  @ParameterizedTest
  @MethodSource("pages")
  void classes_areThere(Path page) throws IOException {
    assertThat(
            code(page)
                .filter(name -> CLASS.matcher(name).matches())
                .filter(name -> !EXAMPLE_CLASS.matcher(name).matches()))
        .allSatisfy(
            name ->
                assertThat(SOURCES)
                    .anySatisfy(root -> assertThat(root.resolve(name + ".java")).exists()));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void keys_areInTheSchema(Path page) throws IOException {
    Set<String> known = known();
    assertThat(code(page).filter(PagesTest::looksLikeAKey))
        .allSatisfy(key -> assertThat(known).contains(key));
  }

  @Test
  void namesThatAreNotThere_areFound() {
    assertThat(found(LINK, "[a](b.md) and [c](https://d.e) and ![f](g.svg)"))
        .containsExactly("b.md", "g.svg");
    assertThat(found(CODE, "`session.prefix` and ``` `conf/redis`")).contains("session.prefix");
    assertThat("src/docs/none.md").matches(FILE);
    assertThat("login/NoSuchClass").matches(CLASS);
    assertThat(looksLikeAKey("session.nonsense")).isTrue();
    assertThat(looksLikeAKey("session.get(name)")).isFalse();
  }

  private static boolean looksLikeAKey(String code) {
    return SECTIONS.matcher(code).matches();
  }

  private static final Pattern SECTIONS =
      Pattern.compile(
          "(?:redis|session|cookie|encryption|nearCache|http|login|audit|metrics|management)(?:\\.[a-zA-Z0-9]+)+");

  /**
   * The keys of the schema and their sections, events of the audit, and what one asks a session.
   */
  private static Set<String> known() throws IOException {
    Set<String> known = new HashSet<>();
    JsonObject schema =
        new JsonObject(Files.readString(Path.of("conf", "redsessions.schema.json")));
    addKeys(known, "", schema);
    Stream.of(AuditEvent.values()).map(AuditEvent::spelling).forEach(known::add);
    Stream.of(Session.class.getMethods())
        .map(method -> "session." + method.getName())
        .forEach(known::add);
    return known;
  }

  private static void addKeys(Set<String> known, String prefix, JsonObject section) {
    JsonObject properties = section.getJsonObject("properties", new JsonObject());
    for (String name : properties.fieldNames()) {
      known.add(prefix + name);
      addKeys(known, prefix + name + ".", properties.getJsonObject(name));
    }
  }

  private static Stream<String> code(Path page) throws IOException {
    return found(CODE, Files.readString(page)).stream();
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(match -> match.group(1)).toList();
  }
}
