package io.github.redsessions.config;

import io.vertx.core.http.CookieSameSite;
import java.util.List;

/**
 * The cookie that carries the session id: the keys under {@code cookie}.
 *
 * @param name {@code cookie.name}, default {@code __Host-sid}
 * @param path {@code cookie.path}, default {@code /}
 * @param secure {@code cookie.secure}, default true
 * @param httpOnly {@code cookie.httpOnly}, default true
 * @param sameSite {@code cookie.sameSite}, default {@code Lax}
 * @param signingKeys {@code cookie.signingKeys}: the first signs, all verify; empty for an unsigned
 *     cookie
 */
public record CookieConfig(
    String name,
    String path,
    boolean secure,
    boolean httpOnly,
    CookieSameSite sameSite,
    List<SigningKey> signingKeys) {

  /**
   * One key of the ring.
   *
   * @param id 1 to 32 characters of {@code A-Z a-z 0-9 _ -}, written into the cookie to tell which
   *     key signed it
   * @param secret at least 32 bytes
   */
  public record SigningKey(String id, Secret secret) {}
}
