package io.github.redsessions.login;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * One request that means harm.
 *
 * @param number repeats it, with the seed
 * @param text what is sent, one character a byte
 * @param framed true if the server can tell where it ends, so that another may follow
 * @param head true if its answer has no body
 */
record HostileRequest(long number, String text, boolean framed, boolean head) {

  private static final int EXCERPT = 600;

  byte[] bytes() {
    return text.getBytes(ISO_8859_1);
  }

  /** {@inheritDoc} Its beginning, in characters that can be shown. */
  @Override
  public String toString() {
    StringBuilder shown =
        new StringBuilder("request " + number + ", " + text.length() + " bytes: ");
    for (char c : text.substring(0, Math.min(EXCERPT, text.length())).toCharArray()) {
      if (c == '\r') {
        shown.append("\\r");
      } else if (c == '\n') {
        shown.append("\\n\n");
      } else if (c < ' ' || c > '~') {
        shown.append("\\x%02x".formatted((int) c));
      } else {
        shown.append(c);
      }
    }
    return shown.toString();
  }
}
