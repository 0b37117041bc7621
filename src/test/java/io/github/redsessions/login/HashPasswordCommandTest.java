package io.github.redsessions.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The hash for the accounts file, and where its password comes from. */
class HashPasswordCommandTest {

  private static final String PASSWORD = "nine wet otters à la plage";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /** What the terminal handed over, to see what becomes of it. */
  private final List<char[]> typed = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\r\n"})
  void pipedPassword_isHashedAsTheAccountsFileTakesIt(String end) {
    assertThat(run(piped(PASSWORD + end))).isZero();

    List<String> problems = new ArrayList<>();
    PasswordHash hash = PasswordHash.parse(out.toString().strip(), problems::add);
    assertThat(problems).isEmpty();
    assertThat(hash).isNotNull();
    assertThat(hash.matches(PASSWORD)).isTrue();
    assertThat(out.toString())
        .startsWith("$argon2id$v=19$m=19456,t=2,p=1$")
        .doesNotContain("otters");
  }

  @Test
  void costs_areThoseOfTheConfiguration() {
    String conf = "{\"login\": {\"argon2\": {\"memoryKib\": 20000, \"passes\": 3}}}";

    assertThat(run(piped(PASSWORD), "-conf", conf)).isZero();

    assertThat(out.toString()).startsWith("$argon2id$v=19$m=20000,t=3,p=1$");
  }

  @Test
  void typedPassword_isAskedTwice_andCleared() {
    assertThat(run(terminal(PASSWORD, PASSWORD))).isZero();

    assertThat(out.toString()).startsWith("$argon2id$");
    assertThat(typed).hasSize(2).allSatisfy(text -> assertThat(text).containsOnly('\0'));
  }

  @Test
  void twoDifferentPasswords_areRefused_andCleared() {
    assertThat(run(terminal(PASSWORD, PASSWORD + "?"))).isEqualTo(1);

    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("two different").doesNotContain("otters");
    assertThat(typed).hasSize(2).allSatisfy(text -> assertThat(text).containsOnly('\0'));
  }

  /** Row B9: the rules for new passwords hold here too. */
  @ParameterizedTest
  @ValueSource(strings = {"too short", "passwordpassword", "aaaaaaaaaaaaaaaaaaaa"})
  void b9_aPasswordAgainstTheRules_isRefused(String password) {
    assertThat(run(piped(password))).isEqualTo(1);

    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("refused: found").doesNotContain(password);
  }

  @Test
  void b9_aPasswordThatRestsOnTheUsername_isRefused() {
    String password = "bartholomew1995";

    assertThat(run(piped(password), "--username", "bartholomew1995")).isEqualTo(1);
    assertThat(err.toString()).contains("refused: found");
  }

  @Test
  void b9_theBlocklistOfTheConfiguration_counts() {
    String conf = "{\"login\": {\"minPasswordLength\": 40}}";

    assertThat(run(piped(PASSWORD), "-conf", conf)).isEqualTo(1);
    assertThat(err.toString()).contains("allowed 40 to 1024");
  }

  @ParameterizedTest
  @ValueSource(strings = {"one line of words\nand another one\n", "a line of words\n\n"})
  void moreThanOneLine_isRefused(String input) {
    assertThat(run(piped(input))).isEqualTo(1);
    assertThat(err.toString()).contains("more than one line");
  }

  @Test
  void longInput_isRefused() {
    assertThat(run(piped("x".repeat(100_000)))).isEqualTo(1);
    assertThat(err.toString()).contains("allowed one line");
  }

  @Test
  void otherThanUtf8_isRefused() {
    byte[] latin1 = PASSWORD.getBytes(StandardCharsets.ISO_8859_1);

    assertThat(run(new PasswordInput(new ByteArrayInputStream(latin1), null, false))).isEqualTo(1);
    assertThat(err.toString()).contains("no UTF-8");
  }

  /** A redirected output leaves Java without a console, and the terminal would echo. */
  @Test
  void terminalWithoutConsole_isNotReadFrom() {
    byte[] text = PASSWORD.getBytes(StandardCharsets.UTF_8);
    ByteArrayInputStream in = new ByteArrayInputStream(text);

    assertThat(run(new PasswordInput(in, null, true))).isEqualTo(1);
    assertThat(err.toString()).contains("would be seen");
    assertThat(in.available()).isEqualTo(text.length);
  }

  private static PasswordInput piped(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new PasswordInput(new ByteArrayInputStream(bytes), null, false);
  }

  private PasswordInput terminal(String... answers) {
    Queue<String> lines = new ArrayDeque<>(List.of(answers));
    PasswordInput.Prompt prompt =
        question -> {
          char[] line = lines.remove().toCharArray();
          typed.add(line);
          return line;
        };
    return new PasswordInput(new ByteArrayInputStream(new byte[0]), prompt, true);
  }

  private int run(PasswordInput input, String... args) {
    CommandLine line = new CommandLine(new HashPasswordCommand(input));
    return line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)).execute(args);
  }
}
