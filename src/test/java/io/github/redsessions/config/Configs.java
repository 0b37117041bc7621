package io.github.redsessions.config;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Configurations for the tests of this package. */
final class Configs {

  private Configs() {}

  /** An object from full paths and values in turn. */
  @SuppressWarnings("unchecked")
  static JsonObject of(Object... pathsAndValues) {
    Map<String, Object> root = new LinkedHashMap<>();
    for (int i = 0; i < pathsAndValues.length; i += 2) {
      String[] names = ((String) pathsAndValues[i]).split("\\.", -1);
      Map<String, Object> at = root;
      for (int j = 0; j < names.length - 1; j++) {
        at = (Map<String, Object>) at.computeIfAbsent(names[j], name -> new LinkedHashMap<>());
      }
      at.put(names[names.length - 1], pathsAndValues[i + 1]);
    }
    return new JsonObject(root);
  }

  static SessionsConfig read(Object... pathsAndValues) {
    return SessionsConfig.from(of(pathsAndValues), Map.of());
  }

  static List<String> problems(Object... pathsAndValues) {
    return SessionsConfig.problems(of(pathsAndValues), Map.of());
  }
}
