package io.github.redsessions.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a key takes, as a fragment of JSON Schema (2020-12): said by the code that reads the key, so
 * that an editor that knows the schema accepts what a start accepts, but for rules over two keys.
 *
 * @param json the fragment
 * @param isText whether the key takes text, so that an override of digits is text too
 * @param isLive whether a running service takes a change of it, see {@link LiveConfig}
 */
record KeySchema(JsonObject json, boolean isText, boolean isLive) {

  /** The same key, whose changes count without a restart: said in the schema too. */
  KeySchema live() {
    return new KeySchema(json.copy().put("x-live", true), isText, true);
  }

  static KeySchema text(String allowed, @Nullable String fallback) {
    JsonObject json = JsonObject.of("type", "string", "$comment", allowed);
    return new KeySchema(fallback == null ? json : json.put("default", fallback), true, false);
  }

  static KeySchema oneOf(Collection<String> spellings, String fallback) {
    JsonArray names = new JsonArray(List.copyOf(spellings));
    return new KeySchema(JsonObject.of("enum", names, "default", fallback), true, false);
  }

  static KeySchema flag(boolean fallback) {
    return new KeySchema(JsonObject.of("type", "boolean", "default", fallback), false, false);
  }

  static KeySchema number(@Nullable Long fallback, long min, long max) {
    JsonObject json = JsonObject.of("type", "integer", "minimum", min, "maximum", max);
    return new KeySchema(fallback == null ? json : json.put("default", fallback), false, false);
  }

  static KeySchema secret() {
    JsonArray forms = JsonArray.of(JsonObject.of("type", "string", "minLength", 1));
    for (String reference : List.of("env", "file")) {
      forms.add(
          object(JsonObject.of(reference, JsonObject.of("type", "string", "minLength", 1)))
              .put("required", JsonArray.of(reference)));
    }
    return new KeySchema(JsonObject.of("anyOf", forms), true, false);
  }

  static KeySchema list(JsonObject each) {
    return new KeySchema(JsonObject.of("type", "array", "items", each), false, false);
  }

  /** An object with these keys and no other. */
  static JsonObject object(JsonObject properties) {
    return JsonObject.of("type", "object", "additionalProperties", false, "properties", properties);
  }
}
