package io.github.redsessions.login;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import io.github.redsessions.config.Argon2Config;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An Argon2id hash with its parameters (RFC 9106), as a PHC string writes it.
 *
 * <p>What is hashed is the UTF-8 of the password in normalisation form C, so that an "ä" counts the
 * same from every keyboard (RFC 8265 section 4.2). Nothing else is changed: neither case nor
 * spaces, and nothing is cut off. The bytes are cleared when they were hashed; the text that they
 * come from can't be, see {@link RequestFields}.
 *
 * <p>The class uses password4j's {@code Argon2Function} alone. The library's front door, {@code
 * Password}, reads {@code psw4j.properties} and may print a banner, and its {@code check} compares
 * the strings and not the hashes.
 */
final class PasswordHash {

  /** The form of every hash, for messages. */
  static final String FORM = "$argon2id$v=19$m=<KiB>,t=<passes>,p=<lanes>$<salt>$<hash>";

  private static final Pattern PHC =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,9}),t=(\\d{1,9}),p=(\\d{1,9})"
              + "\\$([A-Za-z0-9+/]{1,128})\\$([A-Za-z0-9+/]{1,128})");

  // Below what is configured, so that old hashes can be replaced when their users log in. Below
  // this a hash protects nothing. The ceiling keeps a slip of the keyboard in the accounts file
  // from taking the memory or the processor of the service.
  private static final int MIN_MEMORY_KIB = 4 * 1024;
  private static final int MAX_MEMORY_KIB = 1024 * 1024;
  private static final int MAX_PASSES = 100;
  private static final int MAX_LANES = 16;

  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;

  private final int memoryKib;
  private final int passes;
  private final int lanes;
  private final byte[] salt;
  private final byte[] hash;

  private PasswordHash(int memoryKib, int passes, int lanes, byte[] salt, byte[] hash) {
    this.memoryKib = memoryKib;
    this.passes = passes;
    this.lanes = lanes;
    this.salt = salt;
    this.hash = hash;
  }

  /**
   * Reads a PHC string. The text itself appears in no problem.
   *
   * @param problems takes each thing that is wrong with it
   * @return null when there was a problem
   */
  static @Nullable PasswordHash parse(String text, Consumer<String> problems) {
    Matcher phc = PHC.matcher(text);
    if (!phc.matches() || !isBase64(phc.group(4)) || !isBase64(phc.group(5))) {
      problems.accept("found no Argon2id hash, allowed " + FORM);
      return null;
    }
    byte[] salt = Base64.getDecoder().decode(phc.group(4));
    byte[] hash = Base64.getDecoder().decode(phc.group(5));
    int memoryKib = Integer.parseInt(phc.group(1));
    int passes = Integer.parseInt(phc.group(2));
    int lanes = Integer.parseInt(phc.group(3));
    List<String> outside =
        Stream.of(
                outside("m", memoryKib, MIN_MEMORY_KIB, MAX_MEMORY_KIB),
                outside("t", passes, 1, MAX_PASSES),
                outside("p", lanes, 1, MAX_LANES),
                outside("salt bytes", salt.length, 8, 64),
                outside("hash bytes", hash.length, 16, 64))
            .flatMap(Optional::stream)
            .toList();
    outside.forEach(problems);
    return outside.isEmpty() ? new PasswordHash(memoryKib, passes, lanes, salt, hash) : null;
  }

  /**
   * Hashes a new password; takes as long as {@link #matches}.
   *
   * @param random makes the salt
   */
  static PasswordHash of(String password, Argon2Config config, Consumer<byte[]> random) {
    return create(password, config.memoryKib(), config.passes(), config.lanes(), random);
  }

  /** Hashes the same password as this with the stronger of both parameters. */
  PasswordHash strengthened(String password, Argon2Config config, Consumer<byte[]> random) {
    return create(
        password,
        Math.max(memoryKib, config.memoryKib()),
        Math.max(passes, config.passes()),
        config.lanes(),
        random);
  }

  /** Tells whether it has less memory or fewer passes than new ones. */
  boolean isWeakerThan(Argon2Config config) {
    return memoryKib < config.memoryKib() || passes < config.passes();
  }

  /**
   * Tells whether this is the hash of a password: takes {@code m} KiB of memory and tens of
   * milliseconds of a processor or more, so never on an event loop. The hashes are compared in
   * constant time.
   */
  boolean matches(String password) {
    byte[] computed = compute(password, memoryKib, passes, lanes, salt, hash.length);
    // Half a surrogate pair becomes a question mark in UTF-8, and is none.
    return isText(password) && MessageDigest.isEqual(computed, hash);
  }

  /** Tells whether UTF-8 can carry a text, without half a surrogate pair in it. */
  static boolean isText(String password) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(password);
  }

  /** Brings a password into the form that is hashed and measured. */
  static String normalized(String password) {
    return Normalizer.normalize(password, Normalizer.Form.NFC);
  }

  /** Gives a hash that takes the same work to check and that no password has. */
  PasswordHash decoy(Consumer<byte[]> random) {
    byte[] otherSalt = new byte[salt.length];
    byte[] otherHash = new byte[hash.length];
    random.accept(otherSalt);
    random.accept(otherHash);
    return new PasswordHash(memoryKib, passes, lanes, otherSalt, otherHash);
  }

  /** Writes the PHC string. */
  String encode() {
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m="
        + memoryKib
        + ",t="
        + passes
        + ",p="
        + lanes
        + "$"
        + base64.encodeToString(salt)
        + "$"
        + base64.encodeToString(hash);
  }

  /** {@inheritDoc} Without salt and hash. */
  @Override
  public String toString() {
    return "argon2id m=" + memoryKib + ",t=" + passes + ",p=" + lanes;
  }

  private static PasswordHash create(
      String password, int memoryKib, int passes, int lanes, Consumer<byte[]> random) {
    byte[] salt = new byte[SALT_BYTES];
    random.accept(salt);
    byte[] hash = compute(password, memoryKib, passes, lanes, salt, HASH_BYTES);
    return new PasswordHash(memoryKib, passes, lanes, salt, hash);
  }

  private static byte[] compute(
      String password, int memoryKib, int passes, int lanes, byte[] salt, int length) {
    byte[] plain = normalized(password).getBytes(StandardCharsets.UTF_8);
    try {
      return Argon2Function.getInstance(
              memoryKib, passes, lanes, length, Argon2.ID, Argon2Function.ARGON2_VERSION_13)
          .hash(plain, salt)
          .getBytes();
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  private static Optional<String> outside(String name, int found, int least, int most) {
    return found >= least && found <= most
        ? Optional.empty()
        : Optional.of("found " + name + " " + found + ", allowed " + least + " to " + most);
  }

  /** One character more than a multiple of four holds no byte. */
  private static boolean isBase64(String unpadded) {
    return unpadded.length() % 4 != 1;
  }
}
