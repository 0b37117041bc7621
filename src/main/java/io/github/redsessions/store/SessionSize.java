package io.github.redsessions.store;

import io.github.redsessions.SessionTooLargeException;
import io.netty.buffer.ByteBufUtil;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes the attributes of one session take, so that the put that would be too much is
 * refused. Counts when the first value is put, and then only what is put and removed. Safe for use
 * from any thread. Source: row S7, CVE-2016-4423.
 */
final class SessionSize {

  private final int maxBytes;

  /** The size of each attribute, null until somebody puts one. */
  private @Nullable Map<String, Integer> sizes;

  private long bytes;

  SessionSize(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** The bytes of an attribute in Redis. */
  static int of(String name, String text) {
    return ByteBufUtil.utf8Bytes(name) + ByteBufUtil.utf8Bytes(text);
  }

  /**
   * Takes note that an attribute gets another text.
   *
   * @param known the texts of all attributes as they were last seen
   * @param current the same as they are now, with changes in place; asked when it gets tight
   * @throws SessionTooLargeException if the session would be larger than allowed by that. What is
   *     too large already, since less is allowed than before, may shrink
   */
  synchronized void put(
      String name,
      String text,
      Supplier<Map<String, String>> known,
      Supplier<Map<String, String>> current) {
    int size = of(name, text);
    Map<String, Integer> counted = sizes == null ? count(known.get()) : sizes;
    if (isTooMuch(counted, name, size)) {
      counted = count(current.get());
      if (isTooMuch(counted, name, size)) {
        counted.put(name, size);
        SessionTooLargeException refused = tooLarge(counted, maxBytes);
        sizes = null;
        throw refused;
      }
    }
    bytes += size - counted.getOrDefault(name, 0);
    counted.put(name, size);
  }

  /** Takes note that an attribute is gone. */
  synchronized void remove(String name) {
    if (sizes != null) {
      Integer size = sizes.remove(name);
      bytes -= size == null ? 0 : size;
    }
  }

  /** Counts again at the next put. */
  synchronized void forget() {
    sizes = null;
  }

  /** Makes the error of these sizes. */
  static SessionTooLargeException tooLarge(Map<String, Integer> sizes, int maxBytes) {
    long bytes = 0;
    String largest = "";
    int largestBytes = -1;
    for (Map.Entry<String, Integer> size : sizes.entrySet()) {
      bytes += size.getValue();
      if (size.getValue() > largestBytes) {
        largest = size.getKey();
        largestBytes = size.getValue();
      }
    }
    return new SessionTooLargeException(bytes, maxBytes, largest, largestBytes);
  }

  private boolean isTooMuch(Map<String, Integer> counted, String name, int size) {
    int before = counted.getOrDefault(name, 0);
    return size > before && bytes - before + size > maxBytes;
  }

  private Map<String, Integer> count(Map<String, String> texts) {
    Map<String, Integer> counted = new HashMap<>();
    long sum = 0;
    for (Map.Entry<String, String> text : texts.entrySet()) {
      int size = of(text.getKey(), text.getValue());
      counted.put(text.getKey(), size);
      sum += size;
    }
    sizes = counted;
    bytes = sum;
    return counted;
  }
}
