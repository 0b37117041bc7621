package io.github.redsessions.config;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Environment variables and system properties over the configuration of a file. The key {@code
 * redis.commandTimeoutMs} is set by the variable {@code REDSESSIONS_REDIS_COMMANDTIMEOUTMS} and by
 * the property {@code redsessions.redis.commandTimeoutMs}. A property wins over a variable, a
 * variable over the file.
 *
 * <p>A value is read as JSON when it is a number, {@code true} or {@code false}, a list, an object
 * or a quoted string, and as plain text otherwise. A key that takes text takes numbers, flags and
 * lists as the text that they are, so that a password of digits needs no quotes.
 *
 * <p>Two well-known variables come before those.
 *
 * <p>{@code REDIS_URL} sets {@code redis.mode} and {@code redis.endpoints}, and takes one of these
 * forms, each with {@code rediss} for TLS:
 *
 * <ul>
 *   <li>{@code redis://[user:password@]host[:6379][/db]}: mode {@code standalone}
 *   <li>{@code
 *       redis-sentinel://[user:password@]host[:26379][,host...][/db][?sentinelMasterId=name]}: mode
 *       {@code sentinel}; sets {@code redis.masterName} if it is given
 *   <li>{@code redis-replication://[user:password@]host[:6379][,host...][/db]}
 *   <li>{@code redis-cluster://[user:password@]host[:6379][,host...]}
 * </ul>
 *
 * <p>Credentials in it replace {@code redis.user} and {@code redis.password}, with sentinels too,
 * whose own credentials stay those of the keys {@code redis.sentinelUser} and {@code
 * redis.sentinelPassword}. A file may have been written for another arrangement of servers: what
 * the mode of the URL would refuse is dropped, namely {@code redis.masterName}, {@code
 * redis.sentinelUser} and {@code redis.sentinelPassword} unless it is {@code sentinel}, and {@code
 * redis.reads} if it is {@code standalone}. What is a promise and not an arrangement is kept:
 * {@code redis.durability}, and {@code redis.tls}, which refuses a URL without TLS.
 *
 * <p>{@code SESSION_SECRET} sets {@code cookie.signingKeys} to one key with the id {@code s1}; only
 * a reference to the variable goes into the configuration, not its value.
 */
public final class ConfigOverrides {

  private static final String ENV_PREFIX = "REDSESSIONS_";
  private static final String PROPERTY_PREFIX = "redsessions.";

  private final Map<String, KeySchema> keys = SessionsConfig.schemas();
  private final List<String> problems = new ArrayList<>();
  private final JsonObject result;

  private ConfigOverrides(JsonObject config) {
    this.result = new JsonObject(new LinkedHashMap<>(config.getMap()));
  }

  /**
   * Applies the overrides. A pure function: the maps are the only environment that it sees. Values
   * are checked later, by {@link SessionsConfig#from}.
   *
   * <p>A name that begins like an override of one of the sections and is none is refused, so that a
   * mistyped one is not ignored. Others, such as {@code redsessions.test.redis}, are left alone.
   *
   * @param config the configuration of the file, not changed
   * @param env environment variables
   * @param systemProperties system properties
   * @return a new object
   * @throws ConfigException if a name is unknown or {@code REDIS_URL} has none of its forms; it
   *     lists the problems of the configuration too
   */
  public static JsonObject apply(
      JsonObject config, Map<String, String> env, Map<String, String> systemProperties) {
    List<String> problems = new ArrayList<>();
    JsonObject result = apply(config, env, systemProperties, problems::add);
    if (!problems.isEmpty()) {
      problems.addAll(SessionsConfig.problems(result, env));
      throw new ConfigException(problems);
    }
    return result;
  }

  /**
   * Applies the overrides that have no problem, for whoever wants to look further before reporting
   * all problems.
   *
   * @param config the configuration of the file, not changed
   * @param env environment variables
   * @param systemProperties system properties
   * @param problems is told each problem of an override, not those of the configuration
   * @return a new object
   */
  public static JsonObject apply(
      JsonObject config,
      Map<String, String> env,
      Map<String, String> systemProperties,
      Consumer<String> problems) {
    ConfigOverrides overrides = new ConfigOverrides(config);
    overrides.redisUrl(env);
    overrides.sessionSecret(env);
    overrides.named(env, ENV_PREFIX, "_", path -> path.toUpperCase(Locale.ROOT).replace('.', '_'));
    overrides.named(systemProperties, PROPERTY_PREFIX, ".", path -> path);
    overrides.problems.forEach(problems);
    return overrides.result;
  }

  private void redisUrl(Map<String, String> env) {
    String url = env.get("REDIS_URL");
    if (url == null) {
      return;
    }
    try {
      RedisUrl redisUrl = RedisUrl.parse(url);
      redisUrl.replacedKeys().forEach(key -> remove("redis." + key));
      redisUrl.givenKeys().forEach((key, value) -> set("redis." + key, value));
    } catch (IllegalArgumentException e) {
      problems.add("REDIS_URL: " + e.getMessage() + ", allowed " + RedisUrl.ALLOWED);
    }
  }

  private void sessionSecret(Map<String, String> env) {
    if (env.containsKey("SESSION_SECRET")) {
      JsonObject reference = JsonObject.of("env", "SESSION_SECRET");
      set("cookie.signingKeys", JsonArray.of(JsonObject.of("id", "s1", "secret", reference)));
    }
  }

  private void named(
      Map<String, String> given, String prefix, String dot, Function<String, String> spelling) {
    Map<String, String> pathOf =
        keys.keySet().stream().collect(Collectors.toMap(p -> prefix + spelling.apply(p), p -> p));
    Set<String> sections =
        keys.keySet().stream()
            .map(path -> prefix + spelling.apply(path.substring(0, path.indexOf('.'))))
            .collect(Collectors.toSet());
    // Sorted, so that the same mistakes give the same message.
    for (String name : given.keySet().stream().sorted().toList()) {
      String path = pathOf.get(name);
      if (path != null) {
        KeySchema schema = keys.get(path);
        set(path, value(given.getOrDefault(name, ""), schema != null && schema.isText()));
      } else if (sections.stream().anyMatch(s -> name.equals(s) || name.startsWith(s + dot))) {
        String meant =
            Closest.to(name, pathOf.keySet())
                .map(near -> "; did you mean " + near + "?")
                .orElse("");
        problems.add(
            name
                + ": found an unknown name"
                + meant
                + ", allowed "
                + prefix
                + "… for the keys of the configuration");
      }
    }
  }

  private static Object value(String text, boolean takesText) {
    String trimmed = text.strip();
    if (takesText && !trimmed.startsWith("{") && !trimmed.startsWith("\"")) {
      return text;
    }
    try {
      Object json = Json.decodeValue(trimmed);
      return json == null ? text : json;
    } catch (DecodeException e) {
      // No JSON, so it is plain text; if the key takes none, the reader says so.
      return text;
    }
  }

  private void set(String path, Object value) {
    change(path, (section, key) -> section.put(key, value));
  }

  private void remove(String path) {
    change(path, Map::remove);
  }

  private void change(String path, BiConsumer<Map<String, Object>, String> change) {
    change(result.getMap(), path, change);
  }

  /** Changes copies of the sections on the way, since those at hand belong to the caller. */
  static void change(
      Map<String, Object> at, String path, BiConsumer<Map<String, Object>, String> change) {
    int dot = path.indexOf('.');
    if (dot < 0) {
      change.accept(at, path);
      return;
    }
    String name = path.substring(0, dot);
    Object old = ConfigObject.plain(at.getOrDefault(name, Map.of()));
    // A section that is no object stays as it is: the reader refuses it, with its path.
    if (old instanceof Map<?, ?> section) {
      Map<String, Object> copy = new LinkedHashMap<>();
      section.forEach((key, value) -> copy.put(String.valueOf(key), value));
      change(copy, path.substring(dot + 1), change);
      at.put(name, new JsonObject(copy));
    }
  }
}
