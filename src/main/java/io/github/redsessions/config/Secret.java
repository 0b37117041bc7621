package io.github.redsessions.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A secret from the configuration, such as the Redis password or a key that signs cookies.
 *
 * <p>Nothing prints it: {@link #toString()} is masked and there is no accessor that returns a
 * {@code String} by accident. It is held as bytes for as long as the configuration is; of a secret
 * that a file holds there never is a text in memory, while one that stood in an environment
 * variable or in the configuration itself stays there as Java keeps it, since a {@code String}
 * can't be cleared. Immutable and safe for use by many threads.
 */
public final class Secret {

  private final byte[] value;

  /**
   * Wraps the UTF-8 form of a text.
   *
   * @param text the secret
   */
  public Secret(String text) {
    this.value = text.getBytes(StandardCharsets.UTF_8);
  }

  private Secret(byte[] value) {
    this.value = value;
  }

  /** Wraps the UTF-8 form itself, which belongs to the secret from now on. */
  static Secret ofBytes(byte[] utf8) {
    return new Secret(utf8);
  }

  /**
   * Gives the bytes to the code that computes with them.
   *
   * @return a copy, which the caller may clear
   */
  public byte[] bytes() {
    return value.clone();
  }

  /**
   * Gives the text to a client library that takes nothing else. Never log or store what this
   * returns.
   *
   * @return the secret as text
   */
  public String reveal() {
    return new String(value, StandardCharsets.UTF_8);
  }

  /**
   * Tells how long the secret is.
   *
   * @return its length in bytes
   */
  public int length() {
    return value.length;
  }

  /** {@inheritDoc} Compares in constant time. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Secret secret && MessageDigest.isEqual(value, secret.value);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  /**
   * {@inheritDoc} Always the same mask, so that a log line shows nothing of the secret, not even
   * its length.
   */
  @Override
  public String toString() {
    return "********";
  }
}
