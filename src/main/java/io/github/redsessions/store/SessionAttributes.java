package io.github.redsessions.store;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of one session: what Redis holds of them, and what they are now.
 *
 * <p>A value stays encoded until it is asked for. What changed is found by comparing encoded forms,
 * so that a change in place is seen, and putting an equal value is no change. Reading and writing
 * is safe for many threads; {@link #changes} and {@link #saved} belong to one put at a time.
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

  /** What Redis holds, by the last load or save. */
  private final Map<String, String> stored;

  /** The id of the session as it is now, of whose secret nothing gets into Redis. */
  private final Supplier<SessionToken> token;

  SessionAttributes(Map<String, String> stored, Supplier<SessionToken> token) {
    this.token = token;
    this.stored = new HashMap<>(stored);
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
   */
  void put(String name, Object value) {
    encodings.put(name, checked(name, value));
    values.put(name, value);
  }

  /**
   * Puts a value unless there is one.
   *
   * @throws IllegalArgumentException if it or its name can't be stored
   */
  void putIfAbsent(String name, Object value) {
    Encoding encoding = checked(name, value);
    if (values.putIfAbsent(name, value) == null) {
      encodings.put(name, encoding);
    }
  }

  /** Removes a value without reading it, so that one that can't be read can be got rid of. */
  void drop(String name) {
    values.remove(name);
  }

  @Nullable Object remove(String name) {
    return decoded(name, values.remove(name));
  }

  void retain(Set<String> names) {
    values.keySet().retainAll(names);
  }

  void clear() {
    values.clear();
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
  }

  /** The text of an attribute as Redis holds it, but for the mask; null if it doesn't. */
  @Nullable String stored(String name) {
    String text = stored.get(name);
    return text == null ? null : SecretMask.uncover(name, text, token.get());
  }

  /**
   * The text of an attribute as it is to be, but for the mask; null if there is none.
   *
   * @throws IllegalArgumentException if it can't be stored
   */
  @Nullable String text(String name) {
    Object value = values.get(name);
    return value == null ? null : SecretMask.uncover(name, encoded(name, value), token.get());
  }

  /** All values, read; changes of the map are changes of the attributes. */
  Map<String, Object> live() {
    values.forEach(this::decoded);
    return values;
  }

  /**
   * Finds what is to be written.
   *
   * @throws IllegalArgumentException if a value can't be stored
   * @throws io.github.redsessions.SessionTooLargeException if all together would be larger than
   *     allowed
   */
  SessionChanges changes(int maxBytes) {
    SessionChanges changes = new SessionChanges();
    values.forEach((name, value) -> changes.add(name, encoded(name, value), stored.get(name)));
    for (String name : stored.keySet()) {
      if (!values.containsKey(name)) {
        changes.remove(name);
      }
    }
    changes.checkSize(stored, maxBytes);
    return changes;
  }

  /** Takes note that Redis has the changes now. */
  void saved(SessionChanges changes) {
    stored.putAll(changes.sets());
    stored.keySet().removeAll(changes.removes());
  }

  private @Nullable Object decoded(String name, @Nullable Object value) {
    if (!(value instanceof Encoded encoded)) {
      return value;
    }
    String plain = SecretMask.uncover(name, encoded.text(), token.get());
    Object read = AttributeCodec.decode(name, plain);
    encodings.put(name, new Encoding(read, plain, encoded.text()));
    // Another thread may have been faster: all get the same object, so that changes in place meet.
    return values.replace(name, value, read) ? read : decodedByOther(name, read);
  }

  private Object decodedByOther(String name, Object read) {
    Object current = values.get(name);
    return current == null || current instanceof Encoded ? read : current;
  }

  private Encoding checked(String name, Object value) {
    if (!SurrogateEscapes.isWellFormed(name)) {
      throw new IllegalArgumentException("An attribute's name has half of a surrogate pair");
    }
    return encoding(name, value, AttributeCodec.encode(name, value));
  }

  private Encoding encoding(String name, Object value, String plain) {
    SessionToken now = token.get();
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
    if (known != null && same && !AttributeCodec.isMutable(value)) {
      return known.text();
    }
    String plain = AttributeCodec.encode(name, value);
    // An unchanged value keeps the mask of the id that it was stored under.
    if (known == null || !same || !plain.equals(known.plain())) {
      known = encoding(name, value, plain);
      encodings.put(name, known);
    }
    return known.text();
  }
}
