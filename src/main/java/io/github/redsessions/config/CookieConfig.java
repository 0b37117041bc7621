package io.github.redsessions.config;

import io.vertx.core.http.CookieSameSite;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The cookie that carries the session id: the keys under {@code cookie}. Immutable.
 *
 * <p>Combinations that a browser refuses (RFC 6265bis, sections 4.1.3 and 5.7) are refused here, at
 * start-up: the prefixes {@code __Host-} and {@code __Secure-}, {@code sameSite None} and {@code
 * partitioned} all need {@code secure}; {@code __Host-} allows neither a path nor a domain.
 *
 * @param name {@code cookie.name}, default {@code __Host-sid}; 1 to 128 token characters
 * @param path {@code cookie.path}, default {@code /}; starts with {@code /}, at most 1024 printable
 *     ASCII characters without {@code ;}
 * @param secure {@code cookie.secure}, default true: sent over HTTPS only
 * @param httpOnly {@code cookie.httpOnly}, default true: hidden from scripts
 * @param sameSite {@code cookie.sameSite}: {@code Strict}, {@code Lax} or {@code None}, default
 *     {@code Lax}
 * @param domain {@code cookie.domain}: the cookie goes to this domain and every host below it,
 *     absent by default: to the host that set it alone. A DNS name of at most 253 characters
 * @param maxAge {@code cookie.maxAgeMs}: how long the browser keeps the cookie after the session's
 *     last write, never longer than the session lives; absent by default: until the browser is
 *     closed. 1000 ms to 400 days, and no longer than {@code session.absoluteTimeoutMs}; fractions
 *     of a second are cut off
 * @param partitioned {@code cookie.partitioned}, default false: inside frames of another site, true
 *     gives each such site a session of its own
 * @param signingKeys {@code cookie.signingKeys}: the first signs, all verify; empty, the default,
 *     for an unsigned cookie
 */
public record CookieConfig(
    String name,
    String path,
    boolean secure,
    boolean httpOnly,
    CookieSameSite sameSite,
    @Nullable String domain,
    @Nullable Duration maxAge,
    boolean partitioned,
    List<SigningKey> signingKeys) {

  private static final String DEFAULT_NAME = "__Host-sid";

  private static final TextRule NAME =
      TextRule.matching(
          "1 to 128 of the characters A-Z a-z 0-9 ! # $ % & ' * + - . ^ _ ` | ~",
          "[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}");
  private static final TextRule PATH =
      TextRule.matching(
          "/ and then at most 1023 printable ASCII characters without ;",
          "/[\\x20-\\x7e&&[^;]]{0,1023}");
  private static final TextRule DOMAIN =
      TextRule.matching(
          "a DNS name such as example.com, at most 253 characters",
          "(?=.{1,253}$)([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)*"
              + "(?!\\d+$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?");

  /** The longest that browsers keep a cookie (RFC 6265bis, section 5.5). */
  private static final long MAX_AGE_MS = Duration.ofDays(400).toMillis();

  /** Takes a copy of the list. */
  public CookieConfig {
    signingKeys = List.copyOf(signingKeys);
  }

  /**
   * One key of the ring.
   *
   * @param id 1 to 32 characters of {@code A-Z a-z 0-9 _ -}, written into the cookie to tell which
   *     key signed it; no two alike
   * @param secret at least 32 bytes
   */
  public record SigningKey(String id, Secret secret) {

    /**
     * Checks keys that come from elsewhere than the configuration as it checks its own.
     *
     * @param keys in the order of the ring
     * @throws ConfigException if there is none, an id is not of the form or twice there, or a
     *     secret is too short
     */
    public static void check(List<SigningKey> keys) {
      KeyIds.check("signingKeys", ids(keys), keys.stream().map(SigningKey::secret).toList());
    }

    static @Nullable SigningKey read(ConfigReader in) {
      String id = in.requiredText("id", KeyIds.RULE);
      Secret secret = in.requiredSecret("secret", KeyIds.MIN_SECRET_BYTES);
      return id == null || secret == null ? null : new SigningKey(id, secret);
    }
  }

  static CookieConfig read(ConfigReader in) {
    in.live("signingKeys");
    CookieConfig cookie =
        new CookieConfig(
            in.text("name", DEFAULT_NAME, NAME),
            in.text("path", "/", PATH),
            in.flag("secure", true),
            in.flag("httpOnly", true),
            in.oneOf("sameSite", CookieSameSite.LAX, CookieSameSite::toString),
            in.optionalText("domain", DOMAIN),
            in.optionalMillis("maxAgeMs", 1000, MAX_AGE_MS),
            in.flag("partitioned", false),
            in.objects("signingKeys", "objects with id and secret", SigningKey::read));
    cookie.checkSecure(in);
    cookie.checkPrefix(in);
    cookie.checkKeyIds(in);
    return cookie;
  }

  private void checkSecure(ConfigReader in) {
    if (!in.sound("name", "secure", "sameSite", "partitioned") || secure) {
      return;
    }
    if (!in.has("name")) {
      in.problem(
          "secure",
          "found false, allowed true with the default cookie.name "
              + DEFAULT_NAME
              + ": browsers refuse such a cookie; for plain HTTP on a development machine give the"
              + " cookie a name without the __Host- prefix, e.g. cookie.name: sid");
    } else if (hasPrefix("__Host-") || hasPrefix("__Secure-") || hasPrefix("__Http-")) {
      in.problem(
          "secure",
          "found false, allowed true with cookie.name "
              + name
              + ": browsers refuse such a cookie;"
              + " a name without the prefix, e.g. sid, allows both");
    }
    if (sameSite == CookieSameSite.NONE) {
      in.problem(
          "secure",
          "found false, allowed true with cookie.sameSite None: browsers refuse such a cookie");
    }
    if (partitioned) {
      in.problem(
          "secure",
          "found false, allowed true with cookie.partitioned: browsers refuse such a cookie");
    }
  }

  private void checkPrefix(ConfigReader in) {
    if (in.sound("name", "path") && hasPrefix("__Host-") && !path.equals("/")) {
      in.problem(
          "path",
          "found "
              + Found.value(path)
              + ", allowed / with cookie.name "
              + name
              + " (its __Host- prefix stands for the whole host)");
    }
    if (in.sound("name", "domain") && hasPrefix("__Host-") && domain != null) {
      in.problem(
          "domain",
          "found "
              + Found.value(domain)
              + ", allowed none with cookie.name "
              + name
              + " (its __Host- prefix stands for one host alone)");
    }
    boolean httpPrefix = hasPrefix("__Http-") || hasPrefix("__Host-Http-");
    if (in.sound("name", "httpOnly") && httpPrefix && !httpOnly) {
      in.problem("httpOnly", "found false, allowed true with cookie.name " + name);
    }
  }

  /** Browsers compare the prefixes without regard to case. */
  private boolean hasPrefix(String prefix) {
    return name.toLowerCase(Locale.ROOT).startsWith(prefix.toLowerCase(Locale.ROOT));
  }

  private void checkKeyIds(ConfigReader in) {
    KeyIds.twice(ids(signingKeys)).forEach(problem -> in.problem("signingKeys", problem));
  }

  private static List<String> ids(List<SigningKey> keys) {
    return keys.stream().map(SigningKey::id).toList();
  }
}
