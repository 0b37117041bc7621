package io.github.redsessions.store;

import io.github.redsessions.SessionFormatException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the secret of a session out of what Redis holds of that session: the stock CSRFHandler puts
 * {@code id() + "/" + token} into it, and without signing keys whoever sees an id can send it.
 *
 * <p>An encoded value that contains the secret is stored as {@code ~own:hash:places:text}: the
 * secret's SHA-256, where it was cut out, and what is left, which no value's own text can be taken
 * for, since no type has this tag. Under the same secret it comes back as it was. Under another
 * one, after a rotation, the hash stands in the secret's place, so that what was bound to the old
 * id is bound to none: CVE-2022-24895. Bytes are covered where they hold the id as text; what an
 * application hides in another way, as Base64 inside of JSON, is not found. Source: guarantee 5,
 * row S1.
 */
final class SecretMask {

  private static final String MARK = "~own:";

  /** The types whose text is Base64. */
  private static final List<String> BINARY = List.of("~buffer:", "~bytes:");

  private SecretMask() {}

  /**
   * Takes the secret out of an encoded value. One search for a value that doesn't have it.
   *
   * @throws IllegalArgumentException if the secret stands inside of itself, which no honest value
   *     does: what is left would be the secret
   */
  static String cover(String text, SessionToken token) {
    Optional<String> binary = binary(text);
    String content = binary.map(tag -> bytes(text, tag)).orElse(text);
    int at = content.indexOf(token.secret());
    if (at < 0) {
      return text;
    }
    StringBuilder rest = new StringBuilder();
    StringBuilder places = new StringBuilder();
    int from = 0;
    while (at >= 0) {
      rest.append(content, from, at);
      places.append(places.isEmpty() ? "" : ",").append(rest.length());
      from = at + token.secret().length();
      at = content.indexOf(token.secret(), from);
    }
    rest.append(content, from, content.length());
    if (rest.indexOf(token.secret()) >= 0) {
      throw new IllegalArgumentException(
          "An attribute has the id of its session in it in such a way that what is left without it"
              + " is the id again");
    }
    String left = binary.map(tag -> text(tag, rest.toString())).orElseGet(rest::toString);
    return MARK + token.secretHash() + ":" + places + ":" + left;
  }

  /**
   * Gives the encoded value of a stored text.
   *
   * @throws SessionFormatException if the text isn't one that {@link #cover} makes; names the
   *     attribute
   */
  static String uncover(String name, String stored, SessionToken token) {
    if (!stored.startsWith(MARK)) {
      return stored;
    }
    try {
      String[] parts = stored.substring(MARK.length()).split(":", 3);
      String inPlace = token.hasHash(parts[0]) ? token.secret() : parts[0];
      Optional<String> binary = binary(parts[2]);
      String rest = binary.map(tag -> bytes(parts[2], tag)).orElse(parts[2]);
      StringBuilder content = new StringBuilder();
      int from = 0;
      for (String place : parts[1].split(",", -1)) {
        int at = Integer.parseInt(place);
        content.append(rest, from, at).append(inPlace);
        from = at;
      }
      content.append(rest, from, rest.length());
      return binary.map(tag -> text(tag, content.toString())).orElseGet(content::toString);
    } catch (RuntimeException e) {
      // Without the cause, whose message may quote the value.
      throw new SessionFormatException("The attribute " + name + " can't be read");
    }
  }

  private static Optional<String> binary(String text) {
    return BINARY.stream().filter(text::startsWith).findFirst();
  }

  private static String bytes(String text, String tag) {
    byte[] bytes = Base64.getDecoder().decode(text.substring(tag.length()));
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static String text(String tag, String bytes) {
    return tag + Base64.getEncoder().encodeToString(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }
}
