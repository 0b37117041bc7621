package io.github.redsessions.config;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A configuration that is in use, and may be followed by another one without a restart as far as
 * its keys are live: {@link #keys()} names these, and each record of the tree marks its own where
 * it reads them. All others are in connections, ports and names of keys, which a running process
 * keeps.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class LiveConfig {

  private final JsonObject json;
  private final SessionsConfig config;
  private final Map<String, KeySchema> schemas;
  private final Map<String, @Nullable Object> values;

  private LiveConfig(JsonObject json, SessionsConfig config, ConfigReader reader) {
    this.json = json;
    this.config = config;
    this.schemas = reader.keys();
    this.values = reader.values();
  }

  /**
   * Reads a configuration as {@link SessionsConfig#from} does.
   *
   * @param json the sections, each optional; not changed, and later changes of it go unseen
   * @return the configuration
   * @throws ConfigException with every problem at once
   */
  public static LiveConfig of(JsonObject json) {
    ConfigReader reader = new ConfigReader(json, System.getenv());
    SessionsConfig config = SessionsConfig.read(reader);
    if (!reader.problems().isEmpty()) {
      throw new ConfigException(reader.problems());
    }
    // Only now, since a wrong one may hold what can't be copied.
    return new LiveConfig(json.copy(), config, reader);
  }

  /**
   * Lists the keys of which a running service takes changes.
   *
   * @return full paths, in the order of the records
   */
  public static List<String> keys() {
    return SessionsConfig.schemas().entrySet().stream()
        .filter(key -> key.getValue().isLive())
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * Gives what counts.
   *
   * @return the whole configuration
   */
  public SessionsConfig config() {
    return config;
  }

  /**
   * What becomes of a change.
   *
   * @param config what counts from now on: the live keys of the new one, all others of the old one
   * @param applied the live keys that have changed
   * @param descriptions a line for each of these: its name, and what it was and is unless that is
   *     secret
   * @param needRestart the other keys that have changed
   */
  public record Change(
      LiveConfig config,
      List<String> applied,
      List<String> descriptions,
      List<String> needRestart) {

    /** Takes copies of the lists. */
    public Change {
      applied = List.copyOf(applied);
      descriptions = List.copyOf(descriptions);
      needRestart = List.copyOf(needRestart);
    }
  }

  /**
   * Goes over to another configuration, which has to be valid as a whole. Live keys that contradict
   * one of the old keys which stay are not applied; then all keys need the restart. What secrets
   * refer to is read again, so a changed file of a secret is a changed key.
   *
   * @param next the new one, not changed
   * @return the change, of which nothing has happened yet
   * @throws ConfigException with every problem of the new one at once
   */
  public Change to(JsonObject next) {
    LiveConfig wanted = of(next);
    List<String> live = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (Map.Entry<String, KeySchema> key : wanted.schemas.entrySet()) {
      String path = key.getKey();
      if (!Objects.equals(values.get(path), wanted.values.get(path))) {
        (key.getValue().isLive() ? live : others).add(path);
      }
    }
    if (others.isEmpty()) {
      return change(wanted, live, others);
    }
    try {
      return change(of(merged(next)), live, others);
    } catch (ConfigException e) {
      others.addAll(live);
      return change(this, List.of(), others);
    }
  }

  private Change change(LiveConfig result, List<String> live, List<String> others) {
    List<String> descriptions =
        live.stream()
            .map(
                path ->
                    isSecret(values.get(path)) || isSecret(result.values.get(path))
                        ? path
                        : path
                            + ": "
                            + shown(values.get(path))
                            + " is now "
                            + shown(result.values.get(path)))
            .toList();
    return new Change(result, live, descriptions, others);
  }

  /** A secret, or a list of objects that hold some. */
  private static boolean isSecret(@Nullable Object value) {
    return value instanceof Secret
        || (value instanceof List<?> list && !list.stream().allMatch(String.class::isInstance));
  }

  private static String shown(@Nullable Object value) {
    return value == null ? "nothing" : Json.encode(value);
  }

  /** This one, with the live keys of the other. */
  private JsonObject merged(JsonObject next) {
    Map<String, Object> result = new LinkedHashMap<>(json.getMap());
    for (String path : keys()) {
      Object value = at(next.copy(), path);
      if (value == null) {
        ConfigOverrides.change(result, path, Map::remove);
      } else {
        ConfigOverrides.change(result, path, (section, key) -> section.put(key, value));
      }
    }
    return new JsonObject(result);
  }

  private static @Nullable Object at(JsonObject json, String path) {
    Object at = json.getMap();
    for (String name : path.split("\\.", -1)) {
      at = at instanceof Map<?, ?> section ? ConfigObject.plain(section.get(name)) : null;
    }
    return at;
  }
}
