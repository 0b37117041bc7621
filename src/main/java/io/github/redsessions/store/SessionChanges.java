package io.github.redsessions.store;

import io.github.redsessions.SessionTooLargeException;
import java.nio.charset.StandardCharsets;
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

  private final Map<String, String> sets = new LinkedHashMap<>();
  private final List<String> removes = new ArrayList<>();

  /** What Redis gets: the same map as the sets until {@link #rewrite} or {@link #seal}. */
  private Map<String, String> texts = sets;

  private boolean newest;

  /** Takes an attribute's text as it is to be, and writes it if Redis has another. */
  void add(String name, String text, @Nullable String stored) {
    if (!text.equals(stored)) {
      sets.put(name, text);
    }
  }

  void remove(String name) {
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
    texts.forEach((name, text) -> sealed.put(name, seal.apply(name, text)));
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
    return texts;
  }

  List<String> removes() {
    return removes;
  }

  /**
   * Refuses changes that leave the session larger than allowed; one that only shrinks may always be
   * written.
   */
  void checkSize(Map<String, String> stored, int maxBytes) {
    if (sets.isEmpty()) {
      return;
    }
    Map<String, String> result = new HashMap<>(stored);
    result.keySet().removeAll(removes);
    result.putAll(sets);
    long bytes = 0;
    long largestBytes = 0;
    String largest = "";
    for (Map.Entry<String, String> attribute : result.entrySet()) {
      long size = utf8Length(attribute.getKey()) + utf8Length(attribute.getValue());
      bytes += size;
      if (size > largestBytes) {
        largestBytes = size;
        largest = attribute.getKey();
      }
    }
    if (bytes > maxBytes) {
      throw new SessionTooLargeException(bytes, maxBytes, largest);
    }
  }

  private static long utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
