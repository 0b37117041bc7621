package io.github.redsessions.login;

import io.github.redsessions.config.ConfigException;
import io.github.redsessions.config.ConfigFile;
import io.github.redsessions.config.ConfigOverrides;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What {@code -conf} names: the path of a file, or the JSON itself, under the environment variables
 * and system properties that override it.
 *
 * @param text the value of {@code -conf}, null without one
 * @param otherwise what counts without one, null for the defaults
 */
record ConfigSource(@Nullable String text, @Nullable JsonObject otherwise) {

  /**
   * Reads it with the overrides of this process. Blocks, so for a thread that has nothing else to
   * do.
   *
   * @throws ConfigException if it can't be read or an override has a problem; what is in it is not
   *     checked otherwise
   */
  JsonObject read(Vertx vertx) {
    return ConfigOverrides.apply(given(vertx), System.getenv(), systemProperties());
  }

  /**
   * Reads it as {@link #read} does, but goes on after a problem of an override.
   *
   * @throws ConfigException if it can't be read at all
   */
  JsonObject read(Vertx vertx, Consumer<String> problems) {
    return ConfigOverrides.apply(given(vertx), System.getenv(), systemProperties(), problems);
  }

  /** Reads a file as {@link #read} does, on any thread. */
  Future<JsonObject> readAgain(Vertx vertx, Path file) {
    return ConfigFile.read(vertx, file)
        .map(json -> ConfigOverrides.apply(json, System.getenv(), systemProperties()));
  }

  /** The file, if it is one. */
  @Nullable Path file() {
    return text == null || isJson(text) ? null : path(text);
  }

  /** {@inheritDoc} Without the text, which may be the configuration itself, with passwords. */
  @Override
  public String toString() {
    return text == null ? "no -conf" : "-conf";
  }

  private JsonObject given(Vertx vertx) {
    if (text == null) {
      return otherwise == null ? new JsonObject() : otherwise;
    }
    try {
      return isJson(text) ? new JsonObject(text) : ConfigFile.read(vertx, path(text)).await();
    } catch (DecodeException e) {
      throw new ConfigException(
          List.of("-conf: found no JSON object, allowed one, or the path of a file"));
    }
  }

  private static boolean isJson(String text) {
    return text.stripLeading().startsWith("{");
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new ConfigException(
          List.of("-conf: found no path of a file, allowed one, or a JSON object"));
    }
  }

  private static Map<String, String> systemProperties() {
    Properties properties = System.getProperties();
    return properties.stringPropertyNames().stream()
        .collect(Collectors.toMap(name -> name, properties::getProperty));
  }
}
