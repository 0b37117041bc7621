package io.github.redsessions.store;

import io.github.redsessions.config.EncryptionConfig.Mode;
import io.github.redsessions.store.SealKeys.DataKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Encrypts and decrypts the attributes of one session. A value is bound to its session, its name
 * and the way in which it is encrypted, so that it counts in no other place. Belongs to one session
 * object, with which its keys go; used by one load or put at a time. Rows S2 to S4.
 */
final class SessionSeal {

  private static final String BINDING = "redsessions value 1";

  private final SessionRules rules;

  /** Most sessions have one key, a few more while keys are being replaced. */
  private List<DataKey> keys = List.of();

  /**
   * The attributes that Redis holds in another form than the one in which they would be written.
   */
  private Set<String> outdated = Set.of();

  SessionSeal(SessionRules rules) {
    this.rules = rules;
  }

  /**
   * Decrypts what Redis holds.
   *
   * @param stored texts by attribute
   * @param token the id under which Redis holds the session
   * @return the texts that were encrypted; the same map if there is nothing to decrypt
   * @throws UnreadableException if one of them can't be read
   */
  Map<String, String> open(Map<String, String> stored, SessionToken token) {
    outdated = Set.of();
    boolean plain = rules.sealKeys().mode() == Mode.NONE;
    if (stored.isEmpty() || (plain && !isAnySealed(stored))) {
      return stored;
    }
    boolean acceptPlaintext = rules.sealKeys().acceptPlaintextAt(rules.clock().instant());
    Map<String, String> opened = new HashMap<>();
    Set<String> others = new HashSet<>();
    stored.forEach(
        (name, text) -> {
          SealedText sealed = SealedText.parse(name, text);
          if (sealed == null && !acceptPlaintext) {
            throw new UnreadableException(
                Unreadable.PLAINTEXT, "The attribute " + name + " is not encrypted");
          }
          opened.put(name, sealed == null ? text : opened(name, sealed, token));
          if (sealed == null ? !plain : !rules.sealKeys().isCurrent(sealed.mode(), sealed.kid())) {
            others.add(name);
          }
        });
    outdated = others;
    return opened;
  }

  private static boolean isAnySealed(Map<String, String> stored) {
    for (String text : stored.values()) {
      if (SealedText.isSealed(text)) {
        return true;
      }
    }
    return false;
  }

  private String opened(String name, SealedText sealed, SessionToken token) {
    DataKey key = key(sealed.mode(), sealed.kid(), token);
    byte[] text = AesGcm.open(key.key(), binding(key, name), sealed.payload());
    if (text == null) {
      throw new UnreadableException(
          Unreadable.DAMAGED, "The attribute " + name + " can't be decrypted");
    }
    return new String(text, StandardCharsets.UTF_8);
  }

  private DataKey key(Mode mode, String kid, SessionToken token) {
    for (DataKey known : keys) {
      if (known.fits(mode, kid, token)) {
        return known;
      }
    }
    return kept(rules.sealKeys().of(mode, kid, token));
  }

  /**
   * Encrypts what a put has to write. With a new id it also writes what nobody changed, if the new
   * id could not read it: in mode {@code cookie} all of it, else what is encrypted in another way
   * than it would be now.
   *
   * @param stored texts that Redis holds, decrypted
   * @param sent the id under which Redis is to hold the session
   * @param rotates whether it is a new one
   */
  void seal(
      SessionChanges changes, Map<String, String> stored, SessionToken sent, boolean rotates) {
    Mode mode = rules.sealKeys().mode();
    if (rotates && (mode == Mode.COOKIE || !outdated.isEmpty())) {
      changes.rewrite(stored, name -> mode == Mode.COOKIE || outdated.contains(name));
    }
    if (mode != Mode.NONE && !changes.texts().isEmpty()) {
      DataKey key = sealing(sent);
      changes.seal((name, text) -> sealed(key, name, text));
    }
  }

  /** The key that encrypts. Those of an id that was rotated away go when it is made. */
  private DataKey sealing(SessionToken sent) {
    for (DataKey known : keys) {
      if (rules.sealKeys().isCurrent(known.mode(), known.kid())
          && known.fits(known.mode(), known.kid(), sent)) {
        return known;
      }
    }
    return kept(rules.sealKeys().first(sent));
  }

  private DataKey kept(DataKey made) {
    if (keys.isEmpty()) {
      // Made now, since without encryption there never is one.
      keys = new ArrayList<>(1);
    }
    keys.add(made);
    return made;
  }

  private String sealed(DataKey key, String name, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    String payload = AesGcm.seal(key.key(), binding(key, name), bytes, rules.random());
    return new SealedText(key.mode(), key.kid(), payload).text();
  }

  /** The name comes last, since it alone may have zeros in it. */
  private static byte[] binding(DataKey key, String name) {
    return (BINDING
            + '\0'
            + SealedText.word(key.mode())
            + '\0'
            + key.kid()
            + '\0'
            + key.token().handle()
            + '\0'
            + name)
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Takes note that Redis has the changes now.
   *
   * @param sent the id under which it holds the session
   */
  void saved(SessionChanges changes, SessionToken sent) {
    if (!keys.isEmpty()) {
      keys.removeIf(key -> key.mode() == Mode.COOKIE && !key.token().equals(sent));
    }
    if (!outdated.isEmpty()) {
      outdated.removeAll(changes.texts().keySet());
      outdated.removeAll(changes.removes());
    }
  }
}
