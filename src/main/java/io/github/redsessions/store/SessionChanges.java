package io.github.redsessions.store;

import io.github.redsessions.SessionTooLargeException;
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
  private long bytes;
  private String largest = "";
  private int largestBytes;
  private boolean growsLarge;

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
