package io.github.redsessions.config;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

/**
 * Reads configurations. They are good or a {@link ConfigException} that shows no secret. The first
 * line says how: {@code json}, {@code yaml} and {@code file.json} by the way of a file, {@code env}
 * as the lines of an environment, {@code url} as {@code REDIS_URL}. Row S8.
 */
public final class ConfigFuzz {

  /** What {@code {"env": "S"}} gives. No other text of an input is a secret for sure. */
  private static final String SECRET = "S3cret-0123456789-abcdefghijklmnopqrstuvwxyz";

  private static final Map<String, String> ENV = Map.of("S", SECRET);

  private ConfigFuzz() {}

  /** Files are read on event loops; made when the first one is. */
  private static final class Disk {
    static final Vertx VERTX = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    static final Path DIRECTORY = directory();

    private static Path directory() {
      try {
        return Files.createTempDirectory("config-fuzz");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Reads an input as a configuration. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    String text = new String(input, StandardCharsets.UTF_8);
    int end = text.indexOf('\n');
    String how = end < 0 ? "" : text.substring(0, end);
    String rest = text.substring(end + 1);
    try {
      switch (how) {
        case "yaml" -> check(ofFile("config.yaml", rest));
        case "file.json" -> check(ofFile("config.json", rest));
        case "env" -> check(ConfigOverrides.apply(new JsonObject(), environment(rest), Map.of()));
        case "url" ->
            check(ConfigOverrides.apply(new JsonObject(), Map.of("REDIS_URL", rest), Map.of()));
        default -> json(rest);
      }
    } catch (ConfigException e) {
      isSilent(String.valueOf(e.getMessage()), rest);
    }
  }

  /** Made by an application: what isn't JSON fails before it is a configuration. */
  private static void json(String text) {
    JsonObject json;
    try {
      json = new JsonObject(text);
    } catch (DecodeException e) {
      return;
    }
    check(json);
  }

  private static void check(JsonObject json) {
    isSilent(SessionsConfig.from(json, ENV).toString(), "");
  }

  private static void isSilent(String text, String input) {
    if (text.contains(SECRET) && !input.contains(SECRET)) {
      throw new IllegalStateException("a secret is shown: " + text);
    }
  }

  private static JsonObject ofFile(String name, String text) throws IOException {
    Path file = Files.writeString(Disk.DIRECTORY.resolve(name), text);
    try {
      return ConfigFile.read(Disk.VERTX, file).toCompletionStage().toCompletableFuture().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof ConfigException refused) {
        throw refused;
      }
      throw e;
    }
  }

  private static Map<String, String> environment(String lines) {
    Map<String, String> environment = new HashMap<>(ENV);
    for (String line : List.of(lines.split("\n", -1))) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        environment.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    return environment;
  }
}
