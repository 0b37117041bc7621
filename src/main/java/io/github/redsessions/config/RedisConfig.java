package io.github.redsessions.config;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where the sessions are kept: the keys under {@code redis}. Immutable.
 *
 * @param mode {@code redis.mode}: {@code embedded} or {@code standalone}, default {@code
 *     standalone}
 * @param endpoints {@code redis.endpoints}: {@code redis://[user:password@]host[:port][/db]},
 *     default {@code redis://127.0.0.1:6379}; exactly one for {@code standalone}, none for {@code
 *     embedded}. Here without credentials, which are in the next two components, and always with a
 *     port; the database, 0 to 15, is the path
 * @param user {@code redis.user}, the ACL user, absent for the default user; needs a password
 * @param password {@code redis.password}, a secret, absent when Redis asks for none
 * @param tls the keys under {@code redis.tls}, for endpoints with the scheme {@code rediss}
 * @param commandTimeout {@code redis.commandTimeoutMs}: how long one command may take, default 500
 *     ms, 10 to 60000
 * @param connectTimeout {@code redis.connectTimeoutMs}: how long a connection may take to be ready,
 *     default 1000 ms, 10 to 60000
 */
public record RedisConfig(
    Mode mode,
    List<URI> endpoints,
    @Nullable String user,
    @Nullable Secret password,
    TlsConfig tls,
    Duration commandTimeout,
    Duration connectTimeout) {

  private static final String DEFAULT_ENDPOINT = "redis://127.0.0.1:6379";
  private static final int MIN_TIMEOUT_MS = 10;
  private static final int MAX_TIMEOUT_MS = 60_000;

  /** Takes a copy of the list. */
  public RedisConfig {
    endpoints = List.copyOf(endpoints);
  }

  /** How the Redis servers are arranged. */
  public enum Mode {
    /**
     * A real redis-server is started by this process on a free port and ends with it: development
     * only.
     */
    EMBEDDED,
    /** One Redis server. */
    STANDALONE
  }

  static RedisConfig read(ConfigReader in) {
    Mode mode = in.oneOf("mode", Mode.STANDALONE, m -> m.name().toLowerCase(Locale.ROOT));
    List<RedisEndpoint> endpoints = endpoints(in, mode);
    String user = in.optionalText("user", TextRule.NOT_EMPTY);
    Secret password = in.secret("password", 1);
    if (mode == Mode.EMBEDDED && (in.has("user") || in.has("password"))) {
      String key = in.has("password") ? "password" : "user";
      in.problem(key, "found together with redis.mode embedded, allowed only with standalone");
    } else if (in.has("user") && !in.has("password")) {
      in.problem("user", "found without redis.password, allowed only together");
    }
    for (RedisEndpoint endpoint : endpoints) {
      if (endpoint.hasCredentials() && (in.has("user") || in.has("password"))) {
        in.problem(
            "endpoints",
            "found credentials in the URL and redis.user or redis.password, allowed one of the"
                + " two");
      } else if (endpoint.hasCredentials()) {
        user = endpoint.user();
        password = endpoint.password();
      }
    }
    return new RedisConfig(
        mode,
        endpoints.stream().map(RedisEndpoint::uri).toList(),
        user,
        password,
        tls(in, endpoints),
        in.millis("commandTimeoutMs", 500, MIN_TIMEOUT_MS, MAX_TIMEOUT_MS),
        in.millis("connectTimeoutMs", 1000, MIN_TIMEOUT_MS, MAX_TIMEOUT_MS));
  }

  private static TlsConfig tls(ConfigReader in, List<RedisEndpoint> endpoints) {
    TlsConfig tls = in.section("tls", TlsConfig::read);
    if (in.has("tls")
        && in.sound("tls", "endpoints")
        && endpoints.stream().noneMatch(e -> e.isTls())) {
      in.problem("tls", "found without TLS, allowed only with an endpoint rediss://…");
    }
    return tls;
  }

  private static List<RedisEndpoint> endpoints(ConfigReader in, Mode mode) {
    List<String> fallback = mode == Mode.EMBEDDED ? List.of() : List.of(DEFAULT_ENDPOINT);
    List<String> urls =
        in.texts("endpoints", fallback, new TextRule(RedisEndpoint.ALLOWED, url -> true));
    List<RedisEndpoint> endpoints = new ArrayList<>();
    for (int i = 0; i < urls.size(); i++) {
      try {
        endpoints.add(RedisEndpoint.parse(urls.get(i)));
      } catch (IllegalArgumentException e) {
        in.problem("endpoints", i, String.valueOf(e.getMessage()));
      }
    }
    if (in.sound("mode", "endpoints")) {
      int count = urls.size();
      if (mode == Mode.EMBEDDED && count > 0) {
        in.problem(
            "endpoints",
            "found " + count + ", allowed none with redis.mode embedded, which starts its own");
      } else if (mode == Mode.STANDALONE && count != 1) {
        in.problem(
            "endpoints", "found " + count + ", allowed exactly 1 with redis.mode standalone");
      }
    }
    return endpoints;
  }
}
