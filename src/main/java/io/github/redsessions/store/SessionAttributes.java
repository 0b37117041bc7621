package io.github.redsessions.store;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of one session: what Redis holds of them, and what they are now.
 *
 * <p>A value stays encoded until it is asked for. What changed is found by comparing encoded forms,
 * so that a change in place is seen, and putting an equal value is no change. Reading and writing
 * is safe for many threads; {@link #changes}, {@link #rebase} and {@link #saved} belong to one put
 * at a time. Encryption is around all of this: what is compared is never encrypted, since the same
 * value is encrypted to another text each time, and what did not change is not encrypted again.
 */
final class SessionAttributes {

  /** An attribute as it is in Redis, not read yet. */
  private record Encoded(String text) {

    /** {@inheritDoc} Without the value. */
    @Override
    public String toString() {
      return "encoded";
    }
  }

  /**
   * A value and the text it was read from or written as; holds as long as the value is the same
   * object and its own text, without the mask, is the same.
   */
  private record Encoding(Object value, String plain, String text) {

    /** {@inheritDoc} Without the value, which may hold the id of its session. */
    @Override
    public String toString() {
      return "encoding";
    }
  }

  private final ConcurrentHashMap<String, Object> values = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Encoding> encodings = new ConcurrentHashMap<>();

  /** What Redis holds, by the last load or save, decrypted. Never changed, but replaced. */
  private Map<String, String> stored;

  private final SessionSeal seal;

  /** The only attributes from before that may stay; null for all. */
  private @Nullable Set<String> kept;

  /** Of the secret of the session as it is now nothing gets into Redis. */
  private final SessionIds ids;

  private final AttributeValues types;
  private final SessionSize size;

  /**
   * Takes what Redis holds.
   *
   * @param maxBytes what all may take together as they are put
   * @throws UnreadableException if it can't be decrypted
   */
  SessionAttributes(Map<String, String> sealed, SessionIds ids, SessionRules rules, int maxBytes) {
    this.ids = ids;
    this.types = rules.values();
    this.size = new SessionSize(maxBytes);
    this.seal = new SessionSeal(rules);
    this.stored = seal.open(sealed, ids.current());
    stored.forEach((name, text) -> values.put(name, new Encoded(text)));
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  @Nullable Object get(String name) {
    return decoded(name, values.get(name));
  }

  /**
   * Puts a value.
   *
   * @throws IllegalArgumentException if it or its name can't be stored
   * @throws io.github.redsessions.SessionTooLargeException if the session would be larger than
   *     allowed; the value from before stays
   */
  void put(String name, Object value) {
    Encoding encoding = checked(name, value);
    admit(name, encoding);
    encodings.put(name, encoding);
    values.put(name, value);
  }

  /**
   * Puts a value unless there is one.
   *
   * @throws IllegalArgumentException if it or its name can't be stored
   * @throws io.github.redsessions.SessionTooLargeException if the session would be larger than
   *     allowed
   */
  void putIfAbsent(String name, Object value) {
    Encoding encoding = checked(name, value);
    if (!values.containsKey(name)) {
      admit(name, encoding);
      if (values.putIfAbsent(name, value) == null) {
        encodings.put(name, encoding);
      } else {
        size.forget();
      }
    }
  }

  /** Removes a value without reading it, so that one that can't be read can be got rid of. */
  void drop(String name) {
    values.remove(name);
    size.remove(name);
  }

  @Nullable Object remove(String name) {
    Object removed = values.remove(name);
    size.remove(name);
    return decoded(name, removed);
  }

  void retain(Set<String> names) {
    kept = names;
    values.keySet().retainAll(names);
    size.forget();
  }

  void clear() {
    values.clear();
    size.forget();
  }

  /** Goes back to what Redis holds, but for one attribute. */
  void revert(String except) {
    values.keySet().removeIf(name -> !name.equals(except));
    stored.forEach(
        (name, text) -> {
          if (!name.equals(except)) {
            values.put(name, new Encoded(text));
          }
        });
    size.forget();
  }

  /** The text of an attribute as Redis holds it, but for the mask; null if it doesn't. */
  @Nullable String stored(String name) {
    String text = stored.get(name);
    return text == null ? null : SecretMask.uncover(name, text, ids.current());
  }

  /**
   * The text of an attribute as it is to be, but for the mask; null if there is none.
   *
   * @throws IllegalArgumentException if it can't be stored
   */
  @Nullable String text(String name) {
    Object value = values.get(name);
    return value == null ? null : SecretMask.uncover(name, encoded(name, value), ids.current());
  }

  /** All values, read; changes of the map are changes of the attributes. */
  Map<String, Object> live() {
    values.forEach(this::decoded);
    return values;
  }

  /**
   * Finds what is to be written.
   *
   * @param rotates whether the session gets another id with it, which is the one that it has now
   * @throws IllegalArgumentException if a value can't be stored
   * @throws io.github.redsessions.SessionTooLargeException if all together would be larger than
   *     allowed
   */
  SessionChanges changes(int maxBytes, boolean rotates) {
    SessionChanges changes = new SessionChanges();
    values.forEach((name, value) -> changes.add(name, encoded(name, value), stored.get(name)));
    for (String name : stored.keySet()) {
      if (!values.containsKey(name)) {
        changes.remove(name);
      }
    }
    changes.checkSize(stored, maxBytes);
    seal.seal(changes, stored, ids.current(), rotates);
    return changes;
  }

  /**
   * Takes note that Redis has the changes now.
   *
   * @param sent the id under which it has them
   */
  void saved(SessionChanges changes, SessionToken sent) {
    if (!changes.isEmpty()) {
      Map<String, String> saved = new HashMap<>(stored);
      saved.putAll(changes.sets());
      saved.keySet().removeAll(changes.removes());
      stored = saved;
    }
    seal.saved(changes, sent);
    kept = null;
  }

  /**
   * Takes over what others have written since the last load or save. What was changed here stays as
   * it is here, and is a change still.
   *
   * @param sealed what Redis holds
   * @param under the id under which it does
   * @throws UnreadableException if it can't be decrypted
   */
  void rebase(Map<String, String> sealed, SessionToken under) {
    Map<String, String> newest = seal.open(sealed, under);
    Set<String> names = new HashSet<>(stored.keySet());
    names.addAll(newest.keySet());
    for (String name : names) {
      String before = stored.get(name);
      String now = newest.get(name);
      if (!Objects.equals(before, now) && Objects.equals(before, own(name))) {
        encodings.remove(name);
        if (now == null || (before == null && kept != null && !kept.contains(name))) {
          values.remove(name);
        } else {
          values.put(name, new Encoded(now));
        }
      }
    }
    stored = newest;
    size.forget();
  }

  private @Nullable String own(String name) {
    Object value = values.get(name);
    return value == null ? null : encoded(name, value);
  }

  private @Nullable Object decoded(String name, @Nullable Object value) {
    if (!(value instanceof Encoded encoded)) {
      return value;
    }
    String plain = SecretMask.uncover(name, encoded.text(), ids.current());
    Object read = types.decode(name, plain);
    encodings.put(name, new Encoding(read, types.comparable(name, read, plain), encoded.text()));
    // Another thread may have been faster: all get the same object, so that changes in place meet.
    return values.replace(name, value, read) ? read : decodedByOther(name, read);
  }

  private Object decodedByOther(String name, Object read) {
    Object current = values.get(name);
    return current == null || current instanceof Encoded ? read : current;
  }

  /** Refuses what would make the session too large. */
  private void admit(String name, Encoding encoding) {
    // The session handler puts the user on its way to saving the session, which checks all.
    if (!name.equals(UserCodec.ATTRIBUTE)) {
      size.put(name, encoding.text(), this::known, this::current);
    }
  }

  private Map<String, String> known() {
    Map<String, String> texts = new HashMap<>();
    values.forEach(
        (name, value) -> {
          Encoding last = value instanceof Encoded ? null : encodings.get(name);
          texts.put(name, last == null ? encoded(name, value) : last.text());
        });
    return texts;
  }

  private Map<String, String> current() {
    Map<String, String> texts = new HashMap<>();
    values.forEach((name, value) -> texts.put(name, encoded(name, value)));
    return texts;
  }

  private Encoding checked(String name, Object value) {
    if (!SurrogateEscapes.isWellFormed(name)) {
      throw new IllegalArgumentException("An attribute's name has half of a surrogate pair");
    }
    return encoding(name, value, types.encode(name, value));
  }

  private Encoding encoding(String name, Object value, String plain) {
    SessionToken now = ids.current();
    if (name.contains(now.secret())) {
      throw new IllegalArgumentException("An attribute's name has the id of its session in it");
    }
    return new Encoding(value, plain, SecretMask.cover(plain, now));
  }

  private String encoded(String name, Object value) {
    if (value instanceof Encoded encoded) {
      return encoded.text();
    }
    Encoding known = encodings.get(name);
    boolean same = known != null && known.value() == value;
    if (known != null
        && same
        && (!types.isMutable(value) || AttributeValues.isTextOf(value, known.plain()))) {
      return known.text();
    }
    String plain = types.encode(name, value);
    // An unchanged value keeps the mask of the id that it was stored under.
    if (known == null || !same || !plain.equals(known.plain())) {
      known = encoding(name, value, plain);
      encodings.put(name, known);
    }
    return known.text();
  }
}
