package io.github.redsessions.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of the login service: the keys under {@code login}.
 *
 * @param accountsFile {@code login.accountsFile}: a JSON file of accounts, relative to the working
 *     directory; absent by default: every login is refused. That it exists is checked when it is
 *     loaded, not here
 * @param hint {@code login.hint}: one line of at most 200 characters for the start-up message and
 *     the login page of a demonstration, absent by default
 */
public record LoginConfig(@Nullable Path accountsFile, @Nullable String hint) {

  private static final TextRule FILE = new TextRule("the path of a file", LoginConfig::isPath);
  private static final TextRule HINT =
      TextRule.matching(
          "one line of 1 to 200 characters", "[^\\p{Cntrl}\\u0085\\u2028\\u2029]{1,200}");

  static LoginConfig read(ConfigReader in) {
    String file = in.optionalText("accountsFile", FILE);
    return new LoginConfig(file == null ? null : Path.of(file), in.optionalText("hint", HINT));
  }

  private static boolean isPath(String text) {
    try {
      return !text.isBlank() && !Path.of(text).toString().isEmpty();
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
