package io.github.redsessions.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whose session it is, since when, from where and with which privileges: the fields of a record
 * that belong to no attribute and to no deadline, as Redis holds them and as they are to be.
 *
 * <p>All are absent from an anonymous session, and from a record that was written before there were
 * any. Belongs to one request.
 */
final class SessionAccount {

  /** The user's name by {@link Pseudonyms}. */
  static final String USER = "u";

  /** The number of the last revocation before the login. */
  static final String GENERATION = "g";

  /** Epoch ms when the generation was last compared with the revocations, 0 for never. */
  static final String CHECKED = "k";

  /** The address that logged in. */
  static final String ADDRESS = "p";

  /** The user agent that logged in. */
  static final String AGENT = "b";

  /** The level of an elevation. */
  static final String LEVEL = "l";

  /** Epoch ms when the elevation lapses. */
  static final String LEVEL_END = "y";

  /** Epoch ms since when the record can't be read, and the id of who found that. */
  static final String QUARANTINED = "q";

  static final Set<String> FIELDS =
      Set.of(USER, GENERATION, CHECKED, ADDRESS, AGENT, LEVEL, LEVEL_END, QUARANTINED);

  private static final Changes NONE = new Changes(Map.of(), List.of());

  private Map<String, String> stored;

  /** A copy of what is stored from the first change on: most requests make none. */
  private Map<String, String> fields;

  private boolean changed;

  /** Takes the fields that Redis holds. */
  SessionAccount(Map<String, String> stored) {
    this.stored = stored;
    this.fields = stored;
  }

  @Nullable String get(String field) {
    return fields.get(field);
  }

  /** Reads a time or a number, null if there is none that can be read. */
  @Nullable Long number(String field) {
    String text = fields.get(field);
    try {
      return text == null ? null : Long.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** Tells who is logged in as of the last load or save. */
  @Nullable String storedUser() {
    return stored.get(USER);
  }

  /** Changes a field; null removes it. */
  void put(String field, @Nullable Object value) {
    note(field, value);
    changed = true;
  }

  /** Changes a field whose loss would be no loss: it is written with the next touch. */
  void note(String field, @Nullable Object value) {
    if (fields == stored) {
      fields = new HashMap<>(stored);
    }
    if (value == null) {
      fields.remove(field);
    } else {
      fields.put(field, value.toString());
    }
  }

  /** Binds the session to a user, who has no elevation yet. */
  void bind(String userRef, long generation) {
    unbind();
    put(USER, userRef);
    put(GENERATION, generation);
    put(CHECKED, 0);
  }

  /** Leaves no user and no elevation, but where the login came from. */
  void unbind() {
    drop(Set.of(USER, GENERATION, CHECKED, LEVEL, LEVEL_END));
  }

  /** Makes the session anonymous. */
  void clear() {
    drop(FIELDS);
  }

  private void drop(Set<String> names) {
    for (String name : names) {
      if (fields.containsKey(name)) {
        put(name, null);
      }
    }
  }

  /** Goes back to what Redis holds. */
  void revert() {
    fields = stored;
    changed = false;
  }

  /** Tells whether there is a change that has to be stored. */
  boolean isChanged() {
    return changed;
  }

  /** What a save has to write. */
  Changes changes() {
    if (fields == stored) {
      return NONE;
    }
    Map<String, String> sets = new LinkedHashMap<>();
    fields.forEach(
        (field, value) -> {
          if (!value.equals(stored.get(field))) {
            sets.put(field, value);
          }
        });
    List<String> removes = new ArrayList<>();
    stored.keySet().stream().filter(field -> !fields.containsKey(field)).forEach(removes::add);
    return new Changes(sets, removes);
  }

  /** Takes note that Redis has the changes now. */
  void saved(Changes changes) {
    if (changes.isEmpty()) {
      return;
    }
    Map<String, String> saved = new HashMap<>(stored);
    saved.putAll(changes.sets);
    saved.keySet().removeAll(changes.removes);
    boolean isAll = saved.equals(fields);
    stored = saved;
    fields = isAll ? saved : fields;
    changed = !isAll && changed;
  }

  /**
   * What a save writes.
   *
   * @param sets values by field
   * @param removes fields
   */
  record Changes(Map<String, String> sets, List<String> removes) {

    boolean isEmpty() {
      return sets.isEmpty() && removes.isEmpty();
    }
  }
}
