package io.github.redsessions.config;

import io.github.redsessions.config.RedisConfig.Reads;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Everything that can be configured, read and checked as a whole. This tree of records is the one
 * place that names the keys: each record reads its own, with defaults and bounds. Immutable.
 *
 * @param redis where the sessions are kept
 * @param session how long they live and how large they may be
 * @param cookie the cookie that carries the session id
 * @param http where the login service listens
 * @param login the accounts of the login service
 * @param audit where audit events go
 * @param encryption how attributes are encrypted in Redis
 * @param nearCache sessions in the memory of this process
 * @param metrics meters for Micrometer
 * @param management the port of the login service for those who run it
 */
public record SessionsConfig(
    RedisConfig redis,
    SessionConfig session,
    CookieConfig cookie,
    HttpConfig http,
    LoginConfig login,
    AuditConfig audit,
    EncryptionConfig encryption,
    NearCacheConfig nearCache,
    MetricsConfig metrics,
    ManagementConfig management) {

  /**
   * Reads a configuration. Strict: unknown keys, wrong types, values out of bounds and
   * contradictions all fail, and nothing is repaired. An empty object is valid and gives every
   * default. References to secrets are followed here, so this may read environment variables and
   * small files: call it at start-up.
   *
   * @param json the sections {@code redis}, {@code session}, {@code cookie}, {@code http}, {@code
   *     login}, {@code audit}, {@code encryption}, {@code nearCache}, {@code metrics} and {@code
   *     management}, each optional; not changed
   * @return the configuration
   * @throws ConfigException with every problem at once, each with its full path, what was found and
   *     what is allowed
   */
  public static SessionsConfig from(JsonObject json) {
    return from(json, System.getenv());
  }

  /**
   * Reads a configuration as {@link #from} does, and goes on where that would fail: with the
   * default of a key that has a problem. For whoever wants to look further before reporting all
   * problems; what it returns after a problem must not be used to serve.
   *
   * @param json as of {@link #from}
   * @param problems is told each problem
   * @return the configuration, with defaults in place of what is wrong
   */
  public static SessionsConfig read(JsonObject json, Consumer<String> problems) {
    ConfigReader reader = new ConfigReader(json, System.getenv());
    SessionsConfig config = read(reader);
    reader.problems().forEach(problems);
    return config;
  }

  static SessionsConfig from(JsonObject json, Map<String, String> env) {
    ConfigReader reader = new ConfigReader(json, env);
    SessionsConfig config = read(reader);
    if (!reader.problems().isEmpty()) {
      throw new ConfigException(reader.problems());
    }
    return config;
  }

  /** The problems that {@link #from} would throw, empty if there are none. */
  static List<String> problems(JsonObject json, Map<String, String> env) {
    ConfigReader reader = new ConfigReader(json, env);
    read(reader);
    return reader.problems();
  }

  /**
   * Lists every key that there is, without those inside the elements of lists.
   *
   * @return full paths such as {@code redis.mode}, in the order of the records
   */
  public static List<String> keys() {
    return List.copyOf(schemas().keySet());
  }

  /** Every key, and what it takes: read off the reading code, so that it can't differ. */
  static Map<String, KeySchema> schemas() {
    ConfigReader reader = new ConfigReader(new JsonObject(), Map.of());
    read(reader);
    return reader.keys();
  }

  /** Reads all of it; problems are with the reader. */
  static SessionsConfig read(ConfigReader reader) {
    return reader.whole(SessionsConfig::sections);
  }

  private static SessionsConfig sections(ConfigReader in) {
    SessionsConfig config =
        new SessionsConfig(
            in.section("redis", RedisConfig::read),
            in.section("session", SessionConfig::read),
            in.section("cookie", CookieConfig::read),
            in.section("http", HttpConfig::read),
            in.section("login", LoginConfig::read),
            in.section("audit", AuditConfig::read),
            in.section("encryption", EncryptionConfig::read),
            in.section("nearCache", NearCacheConfig::read),
            in.section("metrics", MetricsConfig::read),
            in.section("management", ManagementConfig::read));
    config.checkMaxAge(in);
    config.checkNearCache(in);
    config.checkPorts(in);
    return config;
  }

  /** A browser that keeps the cookie of a session that is over only promises what isn't so. */
  private void checkMaxAge(ConfigReader in) {
    Duration maxAge = cookie.maxAge();
    boolean sound =
        in.problems().stream().noneMatch(p -> p.startsWith("session.absoluteTimeoutMs: "));
    if (maxAge != null && sound && maxAge.compareTo(session.absoluteTimeout()) > 0) {
      in.problem(
          "cookie.maxAgeMs",
          "found "
              + maxAge.toMillis()
              + ", allowed at most session.absoluteTimeoutMs, which is "
              + session.absoluteTimeout().toMillis());
    }
  }

  /** What is kept here is invalidated by the primary, which a replica may be behind. */
  private void checkNearCache(ConfigReader in) {
    if (nearCache.enabled() && redis.reads() == Reads.REPLICA) {
      in.problem("nearCache.enabled", "found true, allowed false with redis.reads replica");
    }
  }

  /** Servers of one Vert.x on one address share its connections: the public port would show all. */
  private void checkPorts(ConfigReader in) {
    Integer port = management.port();
    if (port != null && port != 0 && port == http.port()) {
      in.problem("management.port", "found " + port + ", allowed any but that of http.port");
    }
  }
}
