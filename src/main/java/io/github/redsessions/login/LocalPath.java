package io.github.redsessions.login;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a login may lead to: a path of this host and no other, by a list of what is allowed.
 * Whatever a browser or a proxy could take for another host (two slashes, a backslash, either of
 * them encoded, control characters), and dot segments, are not in it. Source: OWASP ASVS 5.0 3.7.2,
 * row X9.
 */
final class LocalPath {

  /** Where to go without a wish, or with one that is not allowed. */
  static final String HOME = "/";

  static final int MAX_LENGTH = 512;

  // A segment doesn't begin with a dot and is not empty, but for the last. In the query a percent
  // sign may stand, since nothing after the question mark names a host.
  private static final String SEGMENT = "[A-Za-z0-9_~$!'()*+,;=:@-][A-Za-z0-9._~$!'()*+,;=:@-]*";
  private static final String QUERY = "\\?[A-Za-z0-9._~$!&'()*+,;=:@/?%-]*";
  private static final Pattern ALLOWED =
      Pattern.compile("/(?:" + SEGMENT + "(?:/" + SEGMENT + ")*/?)?(?:" + QUERY + ")?");

  private LocalPath() {}

  /** Gives the path if it is one, and {@link #HOME} if it is not or there is none. */
  static String of(@Nullable String wish) {
    return wish != null && wish.length() <= MAX_LENGTH && ALLOWED.matcher(wish).matches()
        ? wish
        : HOME;
  }
}
