package io.github.redsessions.store;

import io.github.redsessions.SessionTooLargeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What one put has to write of the attributes. */
final class SessionChanges {

  // Both are made when something changed, which in most requests nothing has.
  private Map<String, String> sets = Map.of();
  private List<String> removes = List.of();

  private long bytes;
  private String largest = "";
  private int largestBytes;
  private boolean growsLarge;

  /** What Redis gets: the same map as the sets until {@link #rewrite} or {@link #seal}. */
  private @Nullable Map<String, String> texts;

  private boolean newest;

  /** Takes an attribute's text as it is to be, and writes it if Redis has another. */
  void add(String name, String text, @Nullable String stored) {
    if (!text.equals(stored)) {
      if (sets.isEmpty()) {
        sets = new LinkedHashMap<>();
      }
      sets.put(name, text);
    }
  }

  void remove(String name) {
    if (removes.isEmpty()) {
      removes = new ArrayList<>();
    }
    removes.add(name);
  }

  /** Writes what nobody changed too, in the form that it is to have from now on. */
  void rewrite(Map<String, String> stored, Predicate<String> which) {
    Set<String> gone = new HashSet<>(removes);
    Map<String, String> all = new LinkedHashMap<>(sets);
    stored.forEach(
        (name, text) -> {
          if (which.test(name) && !gone.contains(name)) {
            all.putIfAbsent(name, text);
          }
        });
    texts = all;
    newest = true;
  }

  /** Encrypts what Redis gets. */
  void seal(BinaryOperator<String> seal) {
    Map<String, String> sealed = new LinkedHashMap<>();
    texts().forEach((name, text) -> sealed.put(name, seal.apply(name, text)));
    texts = sealed;
  }

  /**
   * Tells whether the changes are right only for the newest version of the record, since they write
   * what others may have changed meanwhile.
   */
  boolean needNewest() {
    return newest;
  }

  boolean isEmpty() {
    return sets.isEmpty() && removes.isEmpty();
  }

  /** What changed, as it is once it is decrypted. */
  Map<String, String> sets() {
    return sets;
  }

  /** What Redis gets. */
  Map<String, String> texts() {
    return texts == null ? sets : texts;
  }

  List<String> removes() {
    return removes;
  }

  /**
   * Refuses changes that make the session larger than allowed. What shrinks may always be written,
   * although it is still too large because less is allowed than when it was saved.
   */
  void checkSize(Map<String, String> stored, int maxBytes) {
    if (sets.isEmpty()) {
      return;
    }
    Map<String, String> result = new HashMap<>(stored);
    result.keySet().removeAll(removes);
    result.putAll(sets);
    long before = 0;
    for (Map.Entry<String, String> attribute : stored.entrySet()) {
      before += SessionSize.of(attribute.getKey(), attribute.getValue());
    }
    for (Map.Entry<String, String> attribute : result.entrySet()) {
      int size = SessionSize.of(attribute.getKey(), attribute.getValue());
      bytes += size;
      if (size > largestBytes) {
        largestBytes = size;
        largest = attribute.getKey();
      }
    }
    if (bytes > maxBytes && bytes > before) {
      throw new SessionTooLargeException(bytes, maxBytes, largest, largestBytes);
    }
    growsLarge = bytes > maxBytes / 2 && before <= maxBytes / 2;
  }

  /**
   * Tells of the session if these changes bring it over half of what is allowed.
   *
   * @return null if it was over that before, or isn't now
   */
  @Nullable LargeSession large(String handle, int maxBytes) {
    return growsLarge ? new LargeSession(handle, bytes, maxBytes, largest, largestBytes) : null;
  }
}
