package io.github.redsessions;

import io.github.redsessions.config.LiveConfig;
import io.github.redsessions.config.LiveConfig.Change;
import io.github.redsessions.config.SessionsConfig;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration that counts, and who is told of its changes. Read without a lock; changes come
 * one after the other.
 */
final class ConfigReload {

  private static final Logger LOG = LoggerFactory.getLogger(RedisSessions.class);

  private final Map<String, Consumer<SessionsConfig>> parts = new LinkedHashMap<>();
  private volatile LiveConfig live;

  ConfigReload(LiveConfig live) {
    this.live = live;
  }

  SessionsConfig config() {
    return live.config();
  }

  /**
   * Names who takes changes; for calls before the first change.
   *
   * @param key a full path, or the beginning of several
   */
  void on(String key, Consumer<SessionsConfig> part) {
    parts.put(key, part);
  }

  /** Goes over to another configuration; blocks for the files of its secrets. */
  synchronized List<String> to(JsonObject json) {
    Change change = live.to(json);
    live = change.config();
    parts.forEach(
        (key, part) -> {
          if (change.applied().stream().anyMatch(path -> path.startsWith(key))) {
            part.accept(live.config());
          }
        });
    if (!change.applied().isEmpty()) {
      LOG.info("Changed keys count from now on: {}", String.join("; ", change.descriptions()));
    }
    if (!change.needRestart().isEmpty()) {
      LOG.warn(
          "Changed keys need a restart, and are as before until then: {}",
          String.join(", ", change.needRestart()));
    }
    return change.needRestart();
  }
}
