package io.github.redsessions.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The JSON Schema in conf, by which editors complete and check configurations. It is what this test
 * makes of the reading code, with the comments of standalone.yaml as descriptions: run it with
 * {@code -Dconf.schema.write=true} after a change of either.
 */
class ConfSchemaTest {

  private static final Path SCHEMA = Path.of("conf", "redsessions.schema.json");

  @Test
  void schema_isWhatTheCodeReads() throws IOException {
    String expected = schema().encodePrettily().replace("\r\n", "\n") + "\n";
    if (Boolean.getBoolean("conf.schema.write")) {
      Files.writeString(SCHEMA, expected);
    }

    assertThat(SCHEMA).content().isEqualTo(expected);
  }

  @Test
  void everyKey_isDescribed() throws IOException {
    assertThat(descriptions()).containsKeys(SessionsConfig.keys().toArray(String[]::new));
  }

  /** Editors find the schema by this line. */
  @Test
  void yamlFiles_nameTheSchema() throws IOException {
    assertThat(ConfFilesTest.yamlFiles())
        .allSatisfy(
            file ->
                assertThat(file)
                    .content()
                    .startsWith("# yaml-language-server: $schema=redsessions.schema.json\n"));
  }

  private static JsonObject schema() throws IOException {
    Map<String, String> descriptions = descriptions();
    JsonObject root = KeySchema.object(new JsonObject());
    SessionsConfig.schemas()
        .forEach(
            (path, schema) -> {
              JsonObject section = root;
              List<String> names = List.of(path.split("\\."));
              for (String name : names.subList(0, names.size() - 1)) {
                JsonObject properties = section.getJsonObject("properties");
                if (!properties.containsKey(name)) {
                  properties.put(name, KeySchema.object(new JsonObject()));
                }
                section = properties.getJsonObject(name);
              }
              JsonObject described = new JsonObject();
              String live = schema.isLive() ? " A change counts without a restart." : "";
              described.put("description", descriptions.get(path) + live).mergeIn(schema.json());
              section.getJsonObject("properties").put(names.get(names.size() - 1), described);
            });
    return new JsonObject()
        .put("$schema", "https://json-schema.org/draft/2020-12/schema")
        .put("title", "The configuration of vertx-redis-sessions")
        .mergeIn(root);
  }

  /** The comment above each key of standalone.yaml, or above the keys that it belongs to. */
  private static Map<String, String> descriptions() throws IOException {
    Map<String, String> found = new LinkedHashMap<>();
    String section = "";
    String part = "";
    String partComment = "";
    StringBuilder comment = new StringBuilder();
    boolean ended = false;
    List<String> keys = SessionsConfig.keys();
    for (String line : Files.readAllLines(Path.of("conf", "standalone.yaml"))) {
      String text = line.replaceFirst("^[# ]+", "");
      String key = text.replaceFirst(":.*", "");
      if (line.matches("[a-zA-Z]+:")) {
        section = key + ".";
        part = "";
        partComment = "";
        comment.setLength(0);
      } else if (line.matches("  (# )?[a-zA-Z0-9]+:")) {
        part = key + ".";
        partComment = comment.toString();
        ended = true;
      } else if (keys.contains(section + part + key) && line.matches("  (#   |  )[a-zA-Z]+: .*")) {
        found.put(section + part + key, partComment);
      } else if (keys.contains(section + key) && line.matches("  (# )?[a-zA-Z]+: .*")) {
        part = "";
        found.put(section + key, comment.toString());
        ended = true;
      } else if (line.matches("  # .*")) {
        if (ended) {
          comment.setLength(0);
        }
        ended = false;
        comment.append(comment.isEmpty() ? "" : " ").append(text);
      }
    }
    return found;
  }
}
