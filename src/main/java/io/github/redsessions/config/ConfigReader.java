package io.github.redsessions.config;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one class that reads configuration JSON. Each record of the tree asks it for its keys by
 * name, with default and bounds; a reader stands for one object of the JSON and knows its path.
 *
 * <p>A problem is noted and reading goes on with the default, so that one start shows all problems.
 * Keys that nobody asked for are problems too. For use by one thread.
 */
final class ConfigReader extends ConfigObject {

  private final Set<String> live = new HashSet<>();

  /**
   * Reads from the top.
   *
   * @param env where {@code {"env": "NAME"}} looks, in production {@link System#getenv()}
   */
  ConfigReader(JsonObject json, Map<String, String> env) {
    super(Run.with(env), "", json.getMap());
  }

  private ConfigReader(Run run, String prefix, Map<?, ?> values) {
    super(run, prefix, values);
  }

  /** Marks keys that are read after this: a running service takes changes of them. */
  void live(String... keys) {
    live.addAll(List.of(keys));
  }

  /** Reads this object with all its keys: one that was not asked for is a problem. */
  <T> T whole(Function<ConfigReader, T> read) {
    T result = read.apply(this);
    if (!live.stream().allMatch(key -> run.keys().containsKey(prefix + key))) {
      throw new IllegalStateException("a key of " + live + " was not read after it was marked");
    }
    refuseUnknownKeys();
    return result;
  }

  /** Reads an object with keys of its own; an absent one is read as empty. */
  <T> T section(String key, Function<ConfigReader, T> read) {
    Map<?, ?> section = take(key, Map.class, "an object with keys");
    return new ConfigReader(run, prefix + key + ".", section == null ? Map.of() : section)
        .whole(read);
  }

  /** Reads a list of objects; those with a problem are left out. */
  <T> List<T> objects(String key, String each, Function<ConfigReader, @Nullable T> read) {
    List<T> result = new ArrayList<>();
    KeySchema schema = KeySchema.list(schemaOf(read));
    List<?> list = leaf(key, List.class, "a list, each of it " + each, schema);
    for (int i = 0; list != null && i < list.size(); i++) {
      if (!(plain(list.get(i)) instanceof Map<?, ?> object)) {
        problem(key, i, "found " + Found.kind(plain(list.get(i))) + ", allowed " + each);
        continue;
      }
      int before = run.problems().size();
      T item = new ConfigReader(run, prefix + key + "[" + i + "].", object).whole(read);
      if (run.problems().size() > before) {
        failed(key);
      } else if (item != null) {
        result.add(item);
      }
    }
    note(key, List.copyOf(result));
    return result;
  }

  /** Reads a list of texts; those with a problem are left out. */
  List<String> texts(String key, List<String> fallback, TextRule each) {
    KeySchema schema = KeySchema.list(KeySchema.text(each.allowed(), null).json());
    List<?> list = leaf(key, List.class, "a list, each of it " + each.allowed(), schema);
    if (list == null) {
      note(key, fallback);
      return fallback;
    }
    List<String> result = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      Object item = plain(list.get(i));
      if (item instanceof String text && each.accepts(text)) {
        result.add(text);
      } else {
        problem(key, i, "found " + Found.value(item) + ", allowed " + each.allowed());
      }
    }
    return result;
  }

  /** Reads a text. */
  String text(String key, String fallback, TextRule rule) {
    String text = text(key, rule, KeySchema.text(rule.allowed(), fallback));
    return text == null ? fallback : text;
  }

  /** Reads a text that must be given. */
  @Nullable String requiredText(String key, TextRule rule) {
    require(key, rule.allowed());
    return optionalText(key, rule);
  }

  /** Reads a text that may be absent. */
  @Nullable String optionalText(String key, TextRule rule) {
    return text(key, rule, KeySchema.text(rule.allowed(), null));
  }

  private @Nullable String text(String key, TextRule rule, KeySchema schema) {
    String text = leaf(key, String.class, rule.allowed(), schema);
    if (text != null && !rule.accepts(text)) {
      wrong(key, Found.value(text), rule.allowed());
      return null;
    }
    return text;
  }

  /** Reads the path of a file that may be absent from the configuration, but not from the disk. */
  @Nullable Path optionalFile(String key) {
    String text = optionalText(key, TextRule.NOT_EMPTY);
    if (text == null) {
      return null;
    }
    try {
      Path path = Path.of(text);
      if (Files.isRegularFile(path) && Files.isReadable(path)) {
        return path;
      }
      wrong(key, Found.value(text), "the path of a file that this process may read");
    } catch (InvalidPathException e) {
      wrong(key, Found.value(text), "the path of a file that this process may read");
    }
    return null;
  }

  /** Reads one of the constants of an enum, spelled exactly. */
  <E extends Enum<E>> E oneOf(String key, E fallback, Function<E, String> spelling) {
    Map<String, E> allowed = new LinkedHashMap<>();
    for (E constant : fallback.getDeclaringClass().getEnumConstants()) {
      allowed.put(spelling.apply(constant), constant);
    }
    String names = String.join(", ", allowed.keySet()).replaceFirst(", ([^,]*)$", " or $1");
    KeySchema schema = KeySchema.oneOf(allowed.keySet(), spelling.apply(fallback));
    String text = text(key, new TextRule(names, allowed::containsKey), schema);
    return text == null ? fallback : allowed.getOrDefault(text, fallback);
  }

  /** Reads true or false. */
  boolean flag(String key, boolean fallback) {
    Boolean value = leaf(key, Boolean.class, "true or false", KeySchema.flag(fallback));
    return value == null ? fallback : value;
  }

  /** Reads a duration in milliseconds, both bounds included. */
  Duration millis(String key, long fallback, long min, long max) {
    return millis(key, fallback, min, max, "");
  }

  /** Reads a duration whose bounds need a reason, which is added to the message. */
  Duration millis(String key, long fallback, long min, long max, String why) {
    String allowed = millisAllowed(min, max) + why;
    return Duration.ofMillis(number(key, fallback, min, max, allowed));
  }

  private static String millisAllowed(long min, long max) {
    return "a whole number of milliseconds from " + min + " to " + max;
  }

  /** Reads a duration that may be absent, in milliseconds, both bounds included. */
  @Nullable Duration optionalMillis(String key, long min, long max) {
    String allowed = millisAllowed(min, max);
    long found = number(key, max, min, max, allowed, KeySchema.number(null, min, max));
    return has(key) && sound(key) ? Duration.ofMillis(found) : null;
  }

  /** Reads a whole number, both bounds included. */
  int integer(String key, int fallback, int min, int max) {
    String allowed = "a whole number from " + min + " to " + max;
    return (int) number(key, fallback, min, max, allowed);
  }

  /** Reads a whole number that may be absent, both bounds included. */
  @Nullable Integer optionalInteger(String key, int min, int max) {
    String allowed = "a whole number from " + min + " to " + max;
    int found = (int) number(key, max, min, max, allowed, KeySchema.number(null, min, max));
    return has(key) && sound(key) ? found : null;
  }

  /** Reads a secret that may be absent: a text, or a reference to a variable or a file. */
  @Nullable Secret secret(String key, int minBytes) {
    Object value = leaf(key, Object.class, SecretSource.ALLOWED, KeySchema.secret());
    try {
      Secret secret = value == null ? null : SecretSource.read(value, run.env(), minBytes);
      note(key, secret);
      return secret;
    } catch (IllegalArgumentException e) {
      problem(key, String.valueOf(e.getMessage()));
      return null;
    }
  }

  /** Reads a secret that must be given. */
  @Nullable Secret requiredSecret(String key, int minBytes) {
    require(key, SecretSource.ALLOWED + ", of " + minBytes + " bytes or more");
    return secret(key, minBytes);
  }

  private void require(String key, String allowed) {
    if (!has(key)) {
      wrong(key, "nothing", allowed);
    }
  }

  private long number(String key, long fallback, long min, long max, String allowed) {
    return number(key, fallback, min, max, allowed, KeySchema.number(fallback, min, max));
  }

  private long number(
      String key, long fallback, long min, long max, String allowed, KeySchema schema) {
    Number number = leaf(key, Number.class, allowed, schema);
    if (number == null) {
      return fallback;
    }
    // 500.0 is refused with 500.5: who writes a fraction had something else in mind.
    boolean whole =
        number instanceof Integer
            || number instanceof Long
            || number instanceof Short
            || number instanceof Byte;
    if (!whole || number.longValue() < min || number.longValue() > max) {
      wrong(key, Found.value(number), allowed);
      return fallback;
    }
    return number.longValue();
  }

  /** What an element of a list takes, found out by reading one that is empty. */
  private static JsonObject schemaOf(Function<ConfigReader, ?> read) {
    ConfigReader empty = new ConfigReader(Run.with(Map.of()), "", Map.of());
    empty.whole(read);
    JsonObject properties = new JsonObject();
    empty.keys().forEach((key, schema) -> properties.put(key, schema.json()));
    return KeySchema.object(properties);
  }

  private void note(String key, @Nullable Object value) {
    if (!prefix.contains("[")) {
      run.values().put(prefix + key, value);
    }
  }

  /** The value of a key that is no section, listed for {@link SessionsConfig#keys()}. */
  private <T> @Nullable T leaf(String key, Class<T> type, String allowed, KeySchema schema) {
    run.keys().put(prefix + key, live.contains(key) ? schema.live() : schema);
    T value = take(key, type, allowed);
    Object effective = value == null ? schema.json().getValue("default") : value;
    note(key, effective instanceof Number number ? number.longValue() : effective);
    return value;
  }
}
