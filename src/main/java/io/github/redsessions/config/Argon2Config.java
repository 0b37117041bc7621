package io.github.redsessions.config;

/**
 * How new passwords are hashed, with Argon2id (RFC 9106): the keys under {@code login.argon2}. A
 * stored hash of less memory or fewer passes is replaced when its user logs in. The lowest of each
 * is the floor of OWASP's Password Storage Cheat Sheet. Immutable.
 *
 * @param memoryKib {@code login.argon2.memoryKib}: how much memory one hash takes, default 19456
 *     KiB, 19456 to 1048576; two are computed at a time
 * @param passes {@code login.argon2.passes}: how often that memory is gone over, default 2, 2 to
 *     100
 * @param lanes {@code login.argon2.lanes}: how many threads one hash may take, default 1, 1 to 16
 */
public record Argon2Config(int memoryKib, int passes, int lanes) {

  static Argon2Config read(ConfigReader in) {
    in.live("memoryKib", "passes", "lanes");
    return new Argon2Config(
        in.integer("memoryKib", 19_456, 19_456, 1_048_576),
        in.integer("passes", 2, 2, 100),
        in.integer("lanes", 1, 1, 16));
  }
}
