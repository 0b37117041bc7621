package io.github.redsessions.store;

import io.github.redsessions.config.EncryptionConfig.Mode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What Redis holds of an encrypted attribute: {@code ~sealed:key:<key id>:<payload>} or {@code
 * ~sealed:cookie:<key id, or nothing>:<payload>}. No type of {@link AttributeValues} has this tag,
 * so that no text is taken for another.
 *
 * @param mode {@code key} or {@code cookie}
 * @param kid the id of the server's key, empty for none
 * @param payload of {@link AesGcm}
 */
record SealedText(Mode mode, String kid, String payload) {

  private static final String TAG = "~sealed:";

  /** Tells whether a text is, or says that it is, an encrypted one. */
  static boolean isSealed(String text) {
    return text.startsWith(TAG);
  }

  /**
   * Reads a text; null if it is none of this kind.
   *
   * @throws UnreadableException if it is of this kind and damaged
   */
  static @Nullable SealedText parse(String name, String text) {
    if (!isSealed(text)) {
      return null;
    }
    int afterMode = text.indexOf(':', TAG.length());
    int afterKid = text.indexOf(':', afterMode + 1);
    if (afterMode > 0 && afterKid > 0) {
      String kid = text.substring(afterMode + 1, afterKid);
      for (Mode mode : new Mode[] {Mode.KEY, Mode.COOKIE}) {
        String word = word(mode);
        if (text.startsWith(word, TAG.length())
            && afterMode == TAG.length() + word.length()
            && !(mode == Mode.KEY && kid.isEmpty())) {
          return new SealedText(mode, kid, text.substring(afterKid + 1));
        }
      }
    }
    throw new UnreadableException(
        Unreadable.DAMAGED, "The attribute " + name + " says that it is encrypted, and isn't");
  }

  /** What Redis holds. */
  String text() {
    return TAG + word(mode) + ":" + kid + ":" + payload;
  }

  /** The word that stands for a mode, in Redis and in what keys are derived for. */
  static String word(Mode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }
}
