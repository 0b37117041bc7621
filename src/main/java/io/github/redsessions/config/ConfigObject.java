package io.github.redsessions.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The half of {@link ConfigReader} that knows no types: one object of the configuration JSON with
 * its path, the keys that were asked for, and the problems found. For use by one thread.
 */
abstract sealed class ConfigObject permits ConfigReader {

  /**
   * What the objects of one configuration share: {@code keys} tells of each what it takes, {@code
   * values} what it has.
   */
  record Run(
      Map<String, String> env,
      List<String> problems,
      Map<String, KeySchema> keys,
      Map<String, @Nullable Object> values) {

    static Run with(Map<String, String> env) {
      return new Run(env, new ArrayList<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    /** {@inheritDoc} Without the environment, in which there are secrets. */
    @Override
    public String toString() {
      return problems.toString();
    }
  }

  final Run run;
  final String prefix;
  private final Map<String, @Nullable Object> values = new LinkedHashMap<>();
  private final Set<String> known = new HashSet<>();
  private final Set<String> failed = new HashSet<>();

  ConfigObject(Run run, String prefix, Map<?, ?> values) {
    this.run = run;
    this.prefix = prefix;
    values.forEach((key, value) -> this.values.put(String.valueOf(key), plain(value)));
  }

  /** All problems so far, of every section. */
  final List<String> problems() {
    return List.copyOf(run.problems);
  }

  /** Every key asked for so far with its full path, and what it takes. */
  final Map<String, KeySchema> keys() {
    return run.keys;
  }

  /**
   * The value of every key so far that is of no list's element; that of a secret is a {@link
   * Secret}.
   */
  final Map<String, @Nullable Object> values() {
    return run.values;
  }

  final boolean has(String key) {
    return values.containsKey(key);
  }

  /** True if none of these keys has a problem: a rule over two keys makes no sense otherwise. */
  final boolean sound(String... keys) {
    return failed.stream().noneMatch(Set.of(keys)::contains);
  }

  /** Notes a problem; the text says what was found and what is allowed. */
  final void problem(String key, String text) {
    failed.add(key);
    run.problems.add(prefix + key + ": " + text);
  }

  /** Notes a problem of one element of a list. */
  final void problem(String key, int index, String text) {
    failed.add(key);
    run.problems.add(prefix + key + "[" + index + "]: " + text);
  }

  final void wrong(String key, String found, String allowed) {
    problem(key, "found " + found + ", allowed " + allowed);
  }

  /** Marks a key whose problems were noted below it. */
  final void failed(String key) {
    failed.add(key);
  }

  /** The value of a key, which is known from now on; null if it is absent or of another type. */
  final <T> @Nullable T take(String key, Class<T> type, String allowed) {
    known.add(key);
    if (!has(key)) {
      return null;
    }
    Object value = values.get(key);
    if (!type.isInstance(value)) {
      // A text in place of a section or a list may be a URL or a secret.
      boolean quote = type == String.class || type == Number.class || type == Boolean.class;
      wrong(key, quote ? Found.value(value) : Found.kind(value), allowed);
      return null;
    }
    return type.cast(value);
  }

  /** Notes each key that nobody asked for. */
  final void refuseUnknownKeys() {
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        String meant =
            Closest.to(key, known).map(near -> "; did you mean " + prefix + near + "?").orElse("");
        String all = String.join(", ", known.stream().sorted().toList());
        wrong(Found.name(key), "an unknown key" + meant, all);
      }
    }
  }

  /** Maps, lists and texts, whichever of their JSON classes they came in. */
  static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof JsonObject object) {
      return object.getMap();
    }
    if (value instanceof JsonArray array) {
      return array.getList();
    }
    return value instanceof CharSequence text ? text.toString() : value;
  }
}
