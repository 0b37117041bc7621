package io.github.redsessions.metrics;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * One value for each constant of an enum, all made at once: finding one is the access to an array.
 * Safe for use from any thread.
 */
final class PerConstant<K extends Enum<K>, V> {

  private final Map<K, V> values;

  PerConstant(Class<K> constants, Function<K, V> make) {
    Map<K, V> all = new EnumMap<>(constants);
    for (K constant : constants.getEnumConstants()) {
      all.put(constant, make.apply(constant));
    }
    this.values = Collections.unmodifiableMap(all);
  }

  V of(K constant) {
    return Objects.requireNonNull(values.get(constant));
  }
}
