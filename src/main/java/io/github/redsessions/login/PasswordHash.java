package io.github.redsessions.login;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
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

  // The floor is OWASP's (Password Storage Cheat Sheet). The ceiling keeps a slip of the keyboard
  // in
  // the accounts file from taking the memory or the processor of the service.
  private static final int MIN_MEMORY_KIB = 19 * 1024;
  private static final int MAX_MEMORY_KIB = 1024 * 1024;
  private static final int MIN_PASSES = 2;
  private static final int MAX_PASSES = 100;
  private static final int MAX_LANES = 16;

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
                outside("t", passes, MIN_PASSES, MAX_PASSES),
                outside("p", lanes, 1, MAX_LANES),
                outside("salt bytes", salt.length, 8, 64),
                outside("hash bytes", hash.length, 16, 64))
            .flatMap(Optional::stream)
            .toList();
    outside.forEach(problems);
    return outside.isEmpty() ? new PasswordHash(memoryKib, passes, lanes, salt, hash) : null;
  }

  /**
   * Tells whether this is the hash of a password: takes {@code m} KiB of memory and tens of
   * milliseconds of a processor or more, so never on an event loop. The hashes are compared in
   * constant time.
   */
  boolean matches(String password) {
    byte[] computed =
        Argon2Function.getInstance(
                memoryKib, passes, lanes, hash.length, Argon2.ID, Argon2Function.ARGON2_VERSION_13)
            .hash(password.getBytes(StandardCharsets.UTF_8), salt)
            .getBytes();
    return MessageDigest.isEqual(computed, hash);
  }

  /** Gives a hash that takes the same work to check and that no password has. */
  PasswordHash decoy(Consumer<byte[]> random) {
    byte[] otherSalt = new byte[salt.length];
    byte[] otherHash = new byte[hash.length];
    random.accept(otherSalt);
    random.accept(otherHash);
    return new PasswordHash(memoryKib, passes, lanes, otherSalt, otherHash);
  }

  /** {@inheritDoc} Without salt and hash. */
  @Override
  public String toString() {
    return "argon2id m=" + memoryKib + ",t=" + passes + ",p=" + lanes;
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
