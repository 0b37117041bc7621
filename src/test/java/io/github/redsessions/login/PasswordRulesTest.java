package io.github.redsessions.login;

import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.ConfigException;
import io.github.redsessions.config.LoginConfig;
import io.github.redsessions.config.SessionsConfig;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which passwords may be chosen. Rows B8, B9. */
@ExtendWith(VertxExtension.class)
class PasswordRulesTest {

  private static final String EASY = "found one that is known or easy to guess, allowed any other";

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "purple monkey dishwasher",
        "mother in law is coming",
        "all lowercase and fine",
        "zaubertrankkessel",
        "xkqvbzmwpltrhgf",
        "ПарольДляМеняОдного",
        "鳥が飛ぶ空の下で眠る猫の夢を見る",
        "               spaces, mostly"
      })
  void b9_aLongOne_isTaken_whateverItIsMadeOf(String password, Vertx vertx) {
    assertThat(rules(vertx, new JsonObject()).problem("johnathan", password)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "passwordpassword",
        "PasswordPassword",
        "aaaaaaaaaaaaaaa",
        "abcabcabcabcabc",
        "123456789012345",
        "qwertyuiopasdfgh",
        "1q2w3e4r5t6y7u8i",
        "Welcome12345678!",
        "johnathan123456",
        "JohnathanJohnathan",
        "acmecorp12345678"
      })
  void b9_aCommonOne_andOneThatRestsOnAKnownWord_isRefused(String password, Vertx vertx) {
    JsonObject login = JsonObject.of("passwordContext", JsonArray.of("AcmeCorp"));

    assertThat(rules(vertx, login).problem("johnathan", password)).isEqualTo(EASY);
  }

  @Test
  void b8_length_isCountedInCharactersAfterComposition_andHasBounds(Vertx vertx) {
    PasswordRules rules = rules(vertx, new JsonObject());
    String long1024 = text(1024);

    assertThat(rules.problem("u", text(14))).isEqualTo("found 14 characters, allowed 15 to 1024");
    assertThat(rules.problem("u", text(15))).isNull();
    assertThat(rules.problem("u", text(14) + "\ud83d\ude00")).isNull();
    assertThat(rules.problem("u", text(13) + "\ud83d\ude00")).startsWith("found 14 characters");
    assertThat(rules.problem("u", text(13) + "a\u0308")).startsWith("found 14 characters");
    assertThat(rules.problem("u", text(64))).isNull();
    assertThat(rules.problem("u", long1024)).isNull();
    assertThat(rules.problem("u", long1024 + "x"))
        .isEqualTo("found 1025 characters, allowed 15 to 1024");
    assertThat(rules.problem("u", "")).isEqualTo("found 0 characters, allowed 15 to 1024");
    assertThat(rules.problem("u", text(20) + "\ud83d")).startsWith("found half a character");
  }

  @Test
  void b9_minPasswordLength_isConfigurable(Vertx vertx) {
    PasswordRules rules = rules(vertx, JsonObject.of("minPasswordLength", 8));

    assertThat(rules.problem("u", text(8))).isNull();
    assertThat(rules.problem("u", text(7))).isEqualTo("found 7 characters, allowed 8 to 1024");
    assertThat(rules.problem("u", "sunshine")).isEqualTo(EASY);
  }

  @Test
  void b9_theBlocklist_isHeldAgainstTheWhole_inAnyCase(Vertx vertx) throws IOException {
    Path file = directory.resolve("blocked.txt");
    Files.writeString(file, "Mother In Law Is Coming\r\n\nzaubertränkkessel\n");
    PasswordRules rules = rules(vertx, JsonObject.of("passwordBlocklist", file.toString()));

    assertThat(rules.problem("u", "mother in law is coming")).isEqualTo(EASY);
    assertThat(rules.problem("u", "ZaubertRA\u0308NKkessel")).isEqualTo(EASY);
    assertThat(rules.problem("u", "mother in law is coming, run")).isNull();
  }

  @Test
  void aBlocklistThatIsWrong_isToldWithItsKey(Vertx vertx) throws IOException {
    Path latin = directory.resolve("latin.txt");
    Files.write(latin, "zaubertränkkessel".getBytes(StandardCharsets.ISO_8859_1));
    Path large = directory.resolve("large.txt");
    Files.write(large, new byte[4 * 1024 * 1024 + 1]);

    assertThat(problem(vertx, latin)).contains("(it is not in UTF-8), allowed a text file");
    assertThat(problem(vertx, large)).contains("(4194305 bytes), allowed a text file");
    assertThat(problem(vertx, directory.resolve("none.txt"))).contains("(it can't be read)");
  }

  private static String problem(Vertx vertx, Path file) {
    Throwable failure =
        failureOf(PasswordRules.read(vertx, config(JsonObject.of("passwordBlocklist", "" + file))));
    assertThat(failure)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("login.passwordBlocklist: found " + file);
    return failure.getMessage();
  }

  /** So many characters that nobody guesses. */
  private static String text(int length) {
    String alphabet = "kx7vq-zjw3m";
    return IntStream.range(0, length)
        .mapToObj(i -> String.valueOf(alphabet.charAt(i * i * i % 97 % alphabet.length())))
        .reduce("", String::concat);
  }

  private static PasswordRules rules(Vertx vertx, JsonObject login) {
    return await(PasswordRules.read(vertx, config(login)));
  }

  private static LoginConfig config(JsonObject login) {
    return SessionsConfig.from(JsonObject.of("login", login)).login();
  }
}
