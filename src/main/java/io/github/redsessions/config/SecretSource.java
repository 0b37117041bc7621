package io.github.redsessions.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a secret is kept when it isn't written into the configuration: {@code {"env": "NAME"}} or
 * {@code {"file": "path"}}.
 *
 * @param isFile whether it names a file
 * @param name the variable's name or the file's path
 */
record SecretSource(boolean isFile, String name) {

  static final String ALLOWED = "a text, {\"env\": \"NAME\"} or {\"file\": \"path\"}";

  /** More than any key or password; a bound because the path may name a device without an end. */
  private static final int MAX_FILE_BYTES = 65_536;

  /**
   * Reads a secret from the value of its key.
   *
   * @param value a literal text or a reference as an object
   * @param env where {@code env} looks
   * @throws IllegalArgumentException if it can't be had; the message says what was found and what
   *     is allowed, and shows nothing of the secret
   */
  static Secret read(Object value, Map<String, String> env, int minBytes) {
    if (value instanceof String literal) {
      return checked(literal, minBytes, "");
    }
    if (!(value instanceof Map<?, ?> object)) {
      throw new IllegalArgumentException("found " + Found.kind(value) + ", allowed " + ALLOWED);
    }
    SecretSource source = of(object);
    if (source == null) {
      throw new IllegalArgumentException(
          "found an object that is no reference, allowed " + ALLOWED);
    }
    String place = " in " + source.place();
    return source.isFile
        ? longEnough(source.fromFile(), minBytes, place)
        : checked(source.fromEnvironment(env), minBytes, place);
  }

  private static Secret checked(String text, int minBytes, String place) {
    Secret secret = longEnough(new Secret(text), minBytes, place);
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException(
          "found an unpaired surrogate" + place + ", allowed what UTF-8 can carry");
    }
    return secret;
  }

  private static Secret longEnough(Secret secret, int minBytes, String place) {
    if (secret.length() < minBytes) {
      throw new IllegalArgumentException(
          "found " + secret.length() + " bytes" + place + ", allowed " + minBytes + " or more");
    }
    return secret;
  }

  private static @Nullable SecretSource of(Map<?, ?> object) {
    if (object.size() == 1 && object.get("env") instanceof String name && !name.isEmpty()) {
      return new SecretSource(false, name);
    }
    if (object.size() == 1 && object.get("file") instanceof String path && !path.isEmpty()) {
      return new SecretSource(true, path);
    }
    return null;
  }

  private String place() {
    return (isFile ? "the file " : "the environment variable ") + Found.value(name);
  }

  private String fromEnvironment(Map<String, String> env) {
    String value = env.get(name);
    if (value == null) {
      throw refused("which is not set");
    }
    return value;
  }

  /** Reads the file without a text in between, and clears what it was read into. */
  private Secret fromFile() {
    byte[] bytes = new byte[0];
    try (InputStream in = Files.newInputStream(Path.of(name))) {
      bytes = in.readNBytes(MAX_FILE_BYTES + 1);
      if (bytes.length > MAX_FILE_BYTES) {
        throw refused("which is over 65536 bytes");
      }
      // The decoder of a charset refuses what String's constructor would replace by "?".
      CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      Arrays.fill(text.array(), '\0');
      return Secret.ofBytes(Arrays.copyOf(bytes, lengthWithoutNewline(bytes)));
    } catch (NoSuchFileException e) {
      throw refused("which doesn't exist");
    } catch (AccessDeniedException e) {
      throw refused("which this process may not read");
    } catch (CharacterCodingException e) {
      throw refused("which is not UTF-8 text");
    } catch (IOException | InvalidPathException e) {
      throw refused("which can't be read (" + e.getClass().getSimpleName() + ")");
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** An editor ends a file with one; more than one, or one elsewhere, is of the secret. */
  private static int lengthWithoutNewline(byte[] bytes) {
    int length = bytes.length;
    if (length > 0 && bytes[length - 1] == '\n') {
      length--;
      return length > 0 && bytes[length - 1] == '\r' ? length - 1 : length;
    }
    return length;
  }

  private IllegalArgumentException refused(String why) {
    return new IllegalArgumentException(
        "found a reference to " + place() + ", " + why + ", allowed one that holds the secret");
  }
}
