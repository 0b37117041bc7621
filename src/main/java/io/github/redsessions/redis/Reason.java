package io.github.redsessions.redis;

/** Why something failed, in one line for the log. */
final class Reason {

  private Reason() {}

  /** What was said, and what is behind it: for TLS only the latter tells what is wrong. */
  static String of(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String said = firstLine(e);
    String behind = firstLine(root);
    return said.contains(behind) ? said : said + ": " + behind;
  }

  private static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
