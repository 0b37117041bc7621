package io.github.redsessions.store;

import io.github.redsessions.SessionTooLargeException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one put has to write of the attributes. */
final class SessionChanges {

  private final Map<String, String> sets = new LinkedHashMap<>();
  private final List<String> removes = new ArrayList<>();

  /** Takes an attribute's text as it is to be, and writes it if Redis has another. */
  void add(String name, String text, @Nullable String stored) {
    if (!text.equals(stored)) {
      sets.put(name, text);
    }
  }

  void remove(String name) {
    removes.add(name);
  }

  boolean isEmpty() {
    return sets.isEmpty() && removes.isEmpty();
  }

  Map<String, String> sets() {
    return sets;
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
