package io.github.redsessions.login;

import io.github.redsessions.config.ConfigException;
import io.github.redsessions.config.LoginConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import me.gosimple.nbvcxz.Nbvcxz;
import me.gosimple.nbvcxz.resources.Configuration;
import me.gosimple.nbvcxz.resources.ConfigurationBuilder;
import me.gosimple.nbvcxz.resources.Dictionary;
import me.gosimple.nbvcxz.resources.DictionaryBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Which new passwords may be chosen: long ones that nobody guesses, of whatever characters. There
 * are no rules of composition (NIST SP 800-63B-4 section 3.1.1.2, rows B8, B9).
 *
 * <p>Refused is what stands in {@code login.passwordBlocklist}, in any case of its letters, and
 * what nbvcxz would guess within a million tries from lists of common passwords and names, the
 * username, {@code login.passwordContext}, repetitions, sequences and rows of the keyboard. That is
 * ten thousand times what the throttle lets anybody try. Safe for use by many threads.
 */
final class PasswordRules {

  private static final long MAX_FILE_BYTES = 4 * 1024 * 1024;

  /** A million tries. */
  private static final double LEAST_BITS = 20;

  /**
   * Of more characters than this nbvcxz would take a second, and 64 that are hard to guess are
   * enough: only the list counts then.
   */
  private static final int MOST_GUESSED = 64;

  private static final long GUESSING_MS = 200;
  private static final int SHORTEST_WORD = 3;

  private final LoginConfig config;
  private final Set<String> blocklist;

  private PasswordRules(LoginConfig config, Set<String> blocklist) {
    this.config = config;
    this.blocklist = blocklist;
  }

  /**
   * Reads the blocklist, if there is one.
   *
   * @return the rules; fails with a {@link ConfigException}
   */
  static Future<PasswordRules> read(Vertx vertx, LoginConfig config) {
    Path file = config.passwordBlocklist();
    return file == null
        ? Future.succeededFuture(new PasswordRules(config, Set.of()))
        : vertx.executeBlocking(() -> new PasswordRules(config, blocklist(file)), false);
  }

  /**
   * Says what is wrong with a new password; takes some milliseconds, so never on an event loop.
   *
   * @return null if it may be chosen
   */
  @Nullable String problem(String username, String password) {
    if (!PasswordHash.isText(password)) {
      return "found half a character, allowed whole ones";
    }
    String text = PasswordHash.normalized(password);
    int characters = text.codePointCount(0, text.length());
    int longest = LoginForm.MAX_PASSWORD_LENGTH;
    if (characters < config.minPasswordLength()
        || password.length() > longest
        || text.length() > longest) {
      return "found "
          + characters
          + " characters, allowed "
          + config.minPasswordLength()
          + " to "
          + longest;
    }
    if (blocklist.contains(folded(text)) || isGuessed(username, text)) {
      return "found one that is known or easy to guess, allowed any other";
    }
    return null;
  }

  private boolean isGuessed(String username, String text) {
    if (text.length() > MOST_GUESSED) {
      return false;
    }
    Configuration guesser =
        new ConfigurationBuilder()
            .setLocale(Locale.ENGLISH)
            .setDictionaries(dictionaries(username))
            .setCombinationAlgorithmTimeout(GUESSING_MS)
            .createConfiguration();
    return new Nbvcxz(guesser).estimate(text).getEntropy() < LEAST_BITS;
  }

  private List<Dictionary> dictionaries(String username) {
    List<String> words = new ArrayList<>(config.passwordContext());
    words.add(username);
    words.removeIf(word -> word.length() < SHORTEST_WORD);
    List<Dictionary> all = new ArrayList<>(ConfigurationBuilder.getDefaultDictionaries());
    all.add(
        new DictionaryBuilder()
            .setDictionaryName("context")
            .setExclusion(true)
            .addWords(words.stream().map(PasswordRules::folded).toList(), 0)
            .createDictionary());
    return all;
  }

  private static Set<String> blocklist(Path file) {
    Path path = file.toAbsolutePath();
    try {
      if (Files.size(path) > MAX_FILE_BYTES) {
        throw wrong(file, Files.size(path) + " bytes");
      }
      Set<String> passwords = new HashSet<>();
      Files.readAllLines(path).forEach(line -> passwords.add(folded(line)));
      return passwords;
    } catch (CharacterCodingException e) {
      throw wrong(file, "it is not in UTF-8");
    } catch (IOException e) {
      throw wrong(file, "it can't be read");
    }
  }

  private static ConfigException wrong(Path file, String found) {
    return new ConfigException(
        List.of(
            "login.passwordBlocklist: found "
                + file
                + " ("
                + found
                + "), allowed a text file in UTF-8 of at most "
                + MAX_FILE_BYTES
                + " bytes, one password a line"));
  }

  private static String folded(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
  }
}
