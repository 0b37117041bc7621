package io.github.redsessions.store;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
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

  private static final Set<AccountField> OF_USER =
      EnumSet.of(
          AccountField.USER,
          AccountField.GENERATION,
          AccountField.CHECKED,
          AccountField.LEVEL,
          AccountField.LEVEL_END);

  private static final Changes NONE = new Changes(Map.of(), List.of());

  private Map<AccountField, Object> stored;

  /** A copy of what is stored from the first change on: most requests make none. */
  private Map<AccountField, Object> fields;

  private boolean changed;
  private boolean checked;

  /** Takes the fields that Redis holds. */
  SessionAccount(Map<AccountField, Object> stored) {
    this.stored = stored;
    this.fields = stored;
  }

  /** Adds a field as it was read, unless it is to be a number and isn't. */
  static void add(Map<AccountField, Object> account, AccountField field, String text) {
    try {
      account.put(field, field.isNumeric() ? Long.valueOf(text) : text);
    } catch (NumberFormatException e) {
      // One that can't be read is as good as none, and is written anew when there is a new one.
      account.remove(field);
    }
  }

  /** Gives a field that is a text. */
  @Nullable String get(AccountField field) {
    return (String) fields.get(field);
  }

  /** Gives a field that is a time or a number. */
  @Nullable Long number(AccountField field) {
    return (Long) fields.get(field);
  }

  /** Tells who is logged in as of the last load or save. */
  @Nullable String storedUser() {
    return (String) stored.get(AccountField.USER);
  }

  /** Changes a field; null removes it. */
  void put(AccountField field, @Nullable Object value) {
    note(field, value);
    changed = true;
  }

  /** Changes a field whose loss would be no loss: it is written with the next touch. */
  void note(AccountField field, @Nullable Object value) {
    if (fields == stored) {
      fields = copyOf(stored);
    }
    if (value == null) {
      fields.remove(field);
    } else {
      fields.put(field, field.isNumeric() ? (Object) ((Number) value).longValue() : value);
    }
  }

  private static Map<AccountField, Object> copyOf(Map<AccountField, Object> fields) {
    Map<AccountField, Object> copy = new EnumMap<>(AccountField.class);
    copy.putAll(fields);
    return copy;
  }

  /** Binds the session to a user, who has no elevation yet. */
  void bind(String userRef, long generation) {
    unbind();
    put(AccountField.USER, userRef);
    put(AccountField.GENERATION, generation);
    put(AccountField.CHECKED, 0);
  }

  /** Takes note that the user's login was found not to be revoked. */
  void checked(String userRef, long generation, long now) {
    note(AccountField.USER, userRef);
    note(AccountField.GENERATION, generation);
    note(AccountField.CHECKED, now);
    checked = true;
  }

  /** Tells, once, whether the login was checked. */
  boolean takeChecked() {
    boolean was = checked;
    checked = false;
    return was;
  }

  /** Leaves no user and no elevation, but where the login came from. */
  void unbind() {
    drop(OF_USER);
  }

  /** Makes the session anonymous. */
  void clear() {
    drop(EnumSet.allOf(AccountField.class));
  }

  private void drop(Set<AccountField> dropped) {
    for (AccountField field : dropped) {
      if (fields.containsKey(field)) {
        put(field, null);
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
    Map<AccountField, Object> sets = new EnumMap<>(AccountField.class);
    fields.forEach(
        (field, value) -> {
          if (!value.equals(stored.get(field))) {
            sets.put(field, value);
          }
        });
    List<AccountField> removes = new ArrayList<>();
    stored.keySet().stream().filter(field -> !fields.containsKey(field)).forEach(removes::add);
    return new Changes(sets, removes);
  }

  /** Takes note that Redis has the changes now. */
  void saved(Changes changes) {
    if (changes.isEmpty()) {
      return;
    }
    Map<AccountField, Object> saved = copyOf(stored);
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
  record Changes(Map<AccountField, Object> sets, List<AccountField> removes) {

    boolean concern(AccountField field) {
      return sets.containsKey(field) || removes.contains(field);
    }

    boolean isEmpty() {
      return sets.isEmpty() && removes.isEmpty();
    }
  }
}
