package io.github.redsessions.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The table of requirements in security.md: ids and requirements are written by hand, the tests of
 * each come from the names of the test methods. Run it with {@code -Dsecurity.page.write=true}
 * after a change of those.
 */
class SecurityPageTest {

  private static final Path PAGE = Path.of("src", "docs", "security.md");
  private static final Path TESTS = Path.of("src", "test", "java", "io", "github", "redsessions");
  private static final Pattern TEST =
      Pattern.compile(
          "(?s)@(?:Test|ParameterizedTest|RepeatedTest|Property)\\b(?:(?!\\bvoid\\b).)*\\bvoid ((?:[a-z]\\d+_)+)");
  private static final Pattern ROW = Pattern.compile("\\| ([A-Z]\\d+) \\| (.*) \\|(?: .*)? ?\\|");
  private static final String COUNT = "(?m)^(Count\\.|\\d+ requirements,.*)$";

  /** Not the whole list of classes where a row has many. */
  private static final int SHOWN = 4;

  @Test
  void page_namesTheTestsThatThereAre() throws IOException {
    String page = Files.readString(PAGE).replace("\r\n", "\n");
    String expected = withTests(page, testsByRow());
    if (Boolean.getBoolean("security.page.write")) {
      Files.writeString(PAGE, expected);
    }

    assertThat(PAGE).content().isEqualTo(expected);
  }

  @Test
  void ids_areThoseOfThePage() throws IOException {
    assertThat(rows(Files.readString(PAGE)))
        .doesNotHaveDuplicates()
        .containsAll(testsByRow().keySet());
  }

  @Test
  void rowWithoutTest_isShownAndCounted() {
    String page =
        """
        Count.
        | F5 | A late write | x |
        | T6 | A renewal | |
        """;

    assertThat(withTests(page, Map.of("F5", new TreeSet<>(List.of("contract/A")))))
        .isEqualTo(
            """
            2 requirements, 1 of them with tests. Without one: T6.
            | F5 | A late write | `contract/A` |
            | T6 | A renewal | **none** |
            """);
  }

  @Test
  void testNames_areFoundInSource() {
    String source =
        """
        @Test
        void f5_l1_put_fails() {}

        @ParameterizedTest
        @ValueSource(strings = {"a"})
        void g3_badId_costsNothing(String id) {}

        @Test
        void plainName() {}

        private void x1_notATest() {}
        """;

    assertThat(ids(source)).containsExactly("F5", "L1", "G3");
  }

  private static String withTests(String page, Map<String, SortedSet<String>> tests) {
    List<String> untested = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (String line : page.split("\n", -1)) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        SortedSet<String> found = tests.get(row.group(1));
        if (found == null) {
          untested.add(row.group(1));
        }
        lines.add("| " + row.group(1) + " | " + row.group(2) + " | " + shown(found) + " |");
      } else {
        lines.add(line);
      }
    }
    int all = rows(page).size();
    String count =
        all
            + " requirements, "
            + (all - untested.size())
            + " of them with tests."
            + (untested.isEmpty() ? "" : " Without one: " + String.join(", ", untested) + ".");
    return String.join("\n", lines).replaceFirst(COUNT, count);
  }

  private static String shown(SortedSet<String> classes) {
    if (classes == null) {
      return "**none**";
    }
    String shown =
        classes.stream()
            .limit(SHOWN)
            .map(name -> "`" + name + "`")
            .collect(Collectors.joining(", "));
    return classes.size() > SHOWN ? shown + " and more" : shown;
  }

  private static List<String> rows(String page) {
    return page.lines()
        .map(ROW::matcher)
        .filter(Matcher::matches)
        .map(row -> row.group(1))
        .toList();
  }

  private static Map<String, SortedSet<String>> testsByRow() throws IOException {
    Map<String, SortedSet<String>> found = new TreeMap<>();
    try (Stream<Path> files = Files.walk(TESTS)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        if (!file.endsWith("SecurityPageTest.java")) {
          String name = TESTS.relativize(file).toString().replace(".java", "").replace('\\', '/');
          for (String id : ids(Files.readString(file))) {
            found.computeIfAbsent(id, row -> new TreeSet<>()).add(name);
          }
        }
      }
    }
    return found;
  }

  private static List<String> ids(String source) {
    return TEST.matcher(source)
        .results()
        .map((MatchResult test) -> test.group(1))
        .flatMap(prefix -> Stream.of(prefix.split("_")))
        .map(id -> id.toUpperCase(Locale.ROOT))
        .toList();
  }
}
