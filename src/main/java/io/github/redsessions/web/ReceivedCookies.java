package io.github.redsessions.web;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the {@code Cookie} headers of a request say about the session cookie, read strictly: one
 * pair of exactly its name, or nothing. What another parser could take for the cookie as well, or
 * what a browser sends only when somebody else has planted it, is refused, for who chose the first
 * of two cookies would let a neighbouring host choose the session. Source: RFC 6265bis, sections
 * 4.1.3 and 8.6, rows C7 and C8.
 *
 * @param value of the session cookie; null if there is none, or none that counts
 * @param refusal why what there is doesn't count; null if it does, or if there is nothing
 */
record ReceivedCookies(@Nullable String value, @Nullable Refusal refusal) {

  /** More than any browser sends to one host and any server takes by default; in characters. */
  static final int MAX_LENGTH = 65_536;

  private static final ReceivedCookies NONE = new ReceivedCookies(null, null);

  /** The attributes of RFC 2965, with which a client can write one cookie in many ways. */
  private static final Pattern RFC_2965 =
      Pattern.compile("\\$(version|path|domain|port)\\b.*", Pattern.CASE_INSENSITIVE);

  /** Why a session cookie doesn't count. */
  enum Refusal {
    /** The cookie was there twice. */
    DUPLICATE,
    /** Its name was spelled in another case, which only a cookie without the prefix's rules can. */
    CASE,
    /** It came with {@code $Version} or another attribute of RFC 2965. */
    VERSION,
    /** It was the value of a cookie without a name. */
    NAMELESS,
    /** Its value was in quotes. */
    QUOTED,
    /** Two readers would read it differently. */
    MALFORMED,
    /** The headers are longer than {@link #MAX_LENGTH}. */
    LENGTH;

    /** How the reason is called outside of this class. */
    String reason() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Reads all headers together, since a second one is no way around the rules.
   *
   * @param headers the values of the {@code Cookie} headers
   * @param name of the session cookie
   */
  static ReceivedCookies read(List<String> headers, String name) {
    long length = 0;
    for (String header : headers) {
      length += header.length();
    }
    if (length > MAX_LENGTH) {
      return refused(Refusal.LENGTH);
    }
    ReceivedCookies found = NONE;
    boolean versioned = false;
    for (String header : headers) {
      for (int start = 0; start < header.length(); ) {
        int semicolon = header.indexOf(';', start);
        int end = semicolon < 0 ? header.length() : semicolon;
        String pair = header.substring(start, end).strip();
        versioned |= pair.startsWith("$") && RFC_2965.matcher(pair).matches();
        found = found.and(readPair(pair, name));
        start = end + 1;
      }
    }
    return versioned && found.value != null ? refused(Refusal.VERSION) : found;
  }

  /**
   * Tells whether there is plainly one cookie, of exactly this name and value; {@link #read} says
   * the same then, later.
   */
  static boolean isOnly(List<String> headers, String name, String value) {
    String header = headers.size() == 1 ? headers.get(0) : "";
    int start = name.length() + 1;
    if (header.length() != start + value.length()
        || header.length() > MAX_LENGTH
        || !header.startsWith(name)
        || header.charAt(start - 1) != '='
        || !header.endsWith(value)) {
      return false;
    }
    for (int i = start; i < header.length(); i++) {
      char c = header.charAt(i);
      if (c <= ' ' || c > '~' || c == ';' || c == '"') {
        return false;
      }
    }
    return true;
  }

  private static ReceivedCookies readPair(String pair, String name) {
    int equals = pair.indexOf('=');
    String pairName = equals < 0 ? "" : pair.substring(0, equals);
    String value = pair.substring(equals + 1);
    if (pairName.equals(name)) {
      return value.startsWith("\"") ? refused(Refusal.QUOTED) : new ReceivedCookies(value, null);
    }
    if (pairName.isBlank()) {
      boolean ours = equals >= 0 && value.strip().regionMatches(true, 0, name, 0, name.length());
      return ours ? refused(Refusal.NAMELESS) : NONE;
    }
    if (pairName.strip().equals(name)) {
      return refused(Refusal.MALFORMED);
    }
    // Without a prefix, another case is another cookie, which an application may well have.
    return name.startsWith("__") && pairName.strip().equalsIgnoreCase(name)
        ? refused(Refusal.CASE)
        : NONE;
  }

  private ReceivedCookies and(ReceivedCookies other) {
    if (other.equals(NONE) || refusal != null) {
      return this;
    }
    return value != null && other.value != null ? refused(Refusal.DUPLICATE) : other;
  }

  /** {@inheritDoc} Without the value, which is an id. */
  @Override
  public String toString() {
    return refusal != null ? refusal.reason() : value != null ? "a cookie" : "no cookie";
  }

  private static ReceivedCookies refused(Refusal refusal) {
    return new ReceivedCookies(null, refusal);
  }
}
