package io.github.redsessions.store;

import io.github.redsessions.SessionTooLargeException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one put has to write, and how large the session is with it. */
final class SessionChanges {

  private final Map<String, String> sets = new LinkedHashMap<>();
  private final List<String> removes = new ArrayList<>();
  private long bytes;
  private long largestBytes = -1;
  private String largest = "";

  /** Takes an attribute's text as it is to be, and writes it if Redis has another. */
  void add(String name, String text, @Nullable String stored) {
    count(name, text);
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
   * Refuses a write that leaves the session larger than allowed. A session that only shrinks may
   * always be written.
   */
  void checkSize(int maxBytes) {
    if (bytes > maxBytes && !sets.isEmpty()) {
      throw new SessionTooLargeException(bytes, maxBytes, largest);
    }
  }

  private void count(String name, String text) {
    long size = utf8Length(name) + utf8Length(text);
    bytes += size;
    if (size > largestBytes) {
      largestBytes = size;
      largest = name;
    }
  }

  private static long utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
