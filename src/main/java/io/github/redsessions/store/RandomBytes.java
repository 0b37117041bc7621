package io.github.redsessions.store;

/**
 * Where randomness comes from: the PRNG of vertx-auth-common, except in tests that need a known id.
 */
@FunctionalInterface
public interface RandomBytes {

  /**
   * Fills an array with random bytes.
   *
   * @param bytes what is filled
   */
  void next(byte[] bytes);
}
