package io.github.redsessions.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of the login service: the keys under {@code login}.
 *
 * @param accountsFile {@code login.accountsFile}: a JSON file of accounts, relative to the working
 *     directory; absent by default: every login is refused. That it exists is checked when it is
 *     loaded, not here
 * @param hint {@code login.hint}: one line of at most 200 characters for the start-up message and
 *     the login page of a demonstration, absent by default
 * @param minPasswordLength {@code login.minPasswordLength}: the fewest characters of a new
 *     password, default 15, 8 to 64; less than 15 is for accounts that have a second factor (NIST
 *     SP 800-63B-4 section 3.1.1.2)
 * @param passwordBlocklist {@code login.passwordBlocklist}: a text file in UTF-8 of at most 4 MiB
 *     with one password a line that nobody may choose, in any case of its letters; absent by
 *     default. Commonly used passwords are refused without it. That it exists is checked when it is
 *     loaded, not here
 * @param passwordContext {@code login.passwordContext}: words that a password may not rest on, such
 *     as the names of the service and the company, of 3 to 64 characters each, default none; the
 *     username is one of them anyway
 * @param argon2 {@code login.argon2}: how passwords are hashed
 * @param throttle {@code login.throttle}: how many logins may be tried
 * @param elevation {@code login.elevationMs}: how long an elevation lasts, default 600000 ms (10
 *     minutes), 1000 to 86400000 (a day)
 * @param fresh {@code login.freshMs}: for how long after a login other sessions of one's own can be
 *     ended without an elevation, default 600000 ms (10 minutes), 0 (never without one) to 86400000
 */
public record LoginConfig(
    @Nullable Path accountsFile,
    @Nullable String hint,
    int minPasswordLength,
    @Nullable Path passwordBlocklist,
    List<String> passwordContext,
    Argon2Config argon2,
    ThrottleConfig throttle,
    Duration elevation,
    Duration fresh) {

  private static final long DAY_MS = Duration.ofDays(1).toMillis();

  private static final TextRule FILE = new TextRule("the path of a file", LoginConfig::isPath);
  private static final TextRule HINT =
      TextRule.matching(
          "one line of 1 to 200 characters", "[^\\p{Cntrl}\\u0085\\u2028\\u2029]{1,200}");

  private static final TextRule WORD =
      TextRule.matching("a word of 3 to 64 characters", "[^\\p{Cntrl}]{3,64}");

  /** Takes a copy of the list. */
  public LoginConfig {
    passwordContext = List.copyOf(passwordContext);
  }

  static LoginConfig read(ConfigReader in) {
    in.live(
        "hint",
        "minPasswordLength",
        "passwordBlocklist",
        "passwordContext",
        "elevationMs",
        "freshMs");
    return new LoginConfig(
        path(in, "accountsFile"),
        in.optionalText("hint", HINT),
        in.integer("minPasswordLength", 15, 8, 64),
        path(in, "passwordBlocklist"),
        in.texts("passwordContext", List.of(), WORD),
        in.section("argon2", Argon2Config::read),
        in.section("throttle", ThrottleConfig::read),
        in.millis("elevationMs", 600_000, 1000, DAY_MS),
        in.millis("freshMs", 600_000, 0, DAY_MS));
  }

  private static @Nullable Path path(ConfigReader in, String key) {
    String file = in.optionalText(key, FILE);
    return file == null ? null : Path.of(file);
  }

  private static boolean isPath(String text) {
    try {
      return !text.isBlank() && !Path.of(text).toString().isEmpty();
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
