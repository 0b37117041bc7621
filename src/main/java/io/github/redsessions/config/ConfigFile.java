package io.github.redsessions.config;

import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a configuration file, YAML or JSON, through vertx-config. The application needs {@code
 * vertx-config-yaml} for it; a configuration made in code needs neither.
 */
public final class ConfigFile {

  /** Where the parsers stopped, in the words of SnakeYAML and of Jackson. */
  private static final Pattern POSITION =
      Pattern.compile("(?m)(?:^ in 'string', line |; line: )(\\d+), column:? (\\d+)");

  private ConfigFile() {}

  /**
   * Reads the file once; later changes go unseen. What is in it is checked later, by {@link
   * SessionsConfig#from}.
   *
   * @param vertx reads without blocking the caller
   * @param path ends in {@code .yaml}, {@code .yml} or {@code .json}, relative to the working
   *     directory
   * @return the object of the file, empty for a YAML document without keys; on the caller's context
   *     if it has one. Fails with a {@link ConfigException} that names the file if it is missing,
   *     unreadable, malformed (with line and column, and without the text of the line, which may be
   *     a secret) or of another kind
   */
  public static Future<JsonObject> read(Vertx vertx, Path path) {
    String format = format(path);
    if (format == null) {
      return Future.failedFuture(
          problem(path, "found this file name, allowed one that ends in .yaml, .yml or .json"));
    }
    // Absolute, since Vert.x would look for a relative path on the class path too.
    JsonObject where = JsonObject.of("path", path.toAbsolutePath().toString());
    ConfigStoreOptions file =
        new ConfigStoreOptions().setType("file").setFormat(format).setConfig(where);
    ConfigRetrieverOptions options =
        new ConfigRetrieverOptions()
            .setIncludeDefaultStores(false)
            .setScanPeriod(-1)
            .addStore(file);
    ConfigRetriever retriever = ConfigRetriever.create(vertx, options);
    return retriever
        .getConfig()
        .map(json -> object(json.getMap()))
        .eventually(retriever::close)
        .recover(failure -> explain(vertx, path, format, failure));
  }

  private static @Nullable String format(Path path) {
    String name = path.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".yaml") || name.endsWith(".yml")) {
      return "yaml";
    }
    return name.endsWith(".json") ? "json" : null;
  }

  private static Future<JsonObject> explain(
      Vertx vertx, Path path, String format, Throwable failure) {
    if (failure instanceof FileSystemException) {
      return Future.failedFuture(problem(path, unreadable(failure.getCause())));
    }
    // vertx-config stumbles with this over a document without content, but also over others.
    if (failure instanceof NullPointerException && format.equals("yaml")) {
      return vertx
          .fileSystem()
          .readFile(path.toAbsolutePath().toString())
          .map(Buffer::toString)
          .compose(
              text ->
                  isWithoutContent(text)
                      ? Future.succeededFuture(new JsonObject())
                      : Future.failedFuture(problem(path, malformed(format, failure))));
    }
    return Future.failedFuture(problem(path, malformed(format, failure)));
  }

  private static boolean isWithoutContent(String yaml) {
    return yaml.lines().allMatch(line -> line.matches("(---|\\.\\.\\.)?\\s*(#.*)?"));
  }

  private static String unreadable(@Nullable Throwable cause) {
    if (cause instanceof NoSuchFileException) {
      return "found no such file, allowed one that exists";
    }
    if (cause instanceof AccessDeniedException) {
      return "found a file that this process may not read, allowed a readable one";
    }
    return "found what can't be read as a file, allowed a readable one";
  }

  /** Only the place: what the parsers say beyond that quotes the file, secrets included. */
  private static String malformed(String format, Throwable failure) {
    String language = format.toUpperCase(Locale.ROOT);
    return POSITION
            .matcher(String.valueOf(failure.getMessage()))
            .results()
            // SnakeYAML first says where it began, last where it stopped.
            .reduce((first, last) -> last)
            .map(
                at ->
                    "found malformed "
                        + language
                        + " at line "
                        + at.group(1)
                        + ", column "
                        + at.group(2))
            .orElse("found no single " + language + " object")
        + ", allowed one object with the keys of the configuration";
  }

  private static ConfigException problem(Path path, String text) {
    return new ConfigException(List.of(path + ": " + text));
  }

  private static JsonObject object(Map<?, ?> map) {
    JsonObject object = new JsonObject();
    map.forEach((key, value) -> object.put(String.valueOf(key), json(value)));
    return object;
  }

  /** Turns what the YAML parser leaves inside lists into what a JsonObject can be copied with. */
  private static @Nullable Object json(@Nullable Object value) {
    Object plain = ConfigObject.plain(value);
    if (plain instanceof Map<?, ?> map) {
      return object(map);
    }
    if (plain instanceof List<?> list) {
      JsonArray array = new JsonArray();
      list.forEach(item -> array.add(json(item)));
      return array;
    }
    return plain instanceof Date date ? date.toInstant() : plain;
  }
}
