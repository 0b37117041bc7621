package io.github.redsessions.config;

import io.github.redsessions.config.RedisConfig.Mode;
import io.vertx.core.json.JsonArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the variable {@code REDIS_URL} says: the mode by its scheme, and the servers of that mode.
 * The form with sentinels is that of Lettuce.
 *
 * @param mode every mode but {@code embedded}
 * @param endpoints in the order of the URL; what each carries of credentials is for the servers
 *     that hold the sessions, even where the endpoints are sentinels
 * @param masterName what the sentinels call the primary, or null if the URL doesn't say
 * @see <a href="https://redis.github.io/lettuce/user-guide/connecting-redis/">Lettuce: URI
 *     syntax</a>
 */
record RedisUrl(Mode mode, List<RedisEndpoint> endpoints, @Nullable String masterName) {

  static final String ALLOWED =
      RedisEndpoint.ALLOWED
          + "; with several host[:port], separated by commas, redis-replication://,"
          + " redis-cluster:// (without db) or redis-sentinel:// (at its end"
          + " ?sentinelMasterId=name), or rediss-…:// for TLS";

  private static final Pattern FLEET =
      Pattern.compile("(?is)(rediss?)-(sentinel|replication|cluster)://(.*)");

  /** User information, without a comma lest a host be read as a user, hosts, path and query. */
  private static final Pattern PARTS =
      Pattern.compile("(?:([^@/?#,]*)@)?([^@/?#]*)(/[^?#]*)?(?:\\?([^#]*))?");

  /** The characters that Redis documents for the name, none of which a URL would encode. */
  private static final Pattern QUERY = Pattern.compile("sentinelMasterId=([A-Za-z0-9._-]{1,128})");

  /**
   * Takes a URL apart.
   *
   * @throws IllegalArgumentException if it has another form; the message says what was found,
   *     quoting nothing, and leaves it to the caller to say what is allowed
   */
  static RedisUrl parse(String url) {
    Matcher fleet = FLEET.matcher(url);
    if (!fleet.matches()) {
      int port = RedisEndpoints.defaultPort(Mode.STANDALONE);
      return new RedisUrl(Mode.STANDALONE, List.of(RedisEndpoint.parse(url, port)), null);
    }
    Mode mode = Mode.valueOf(fleet.group(2).toUpperCase(Locale.ROOT));
    Matcher parts = PARTS.matcher(fleet.group(3));
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "found a URL whose hosts or credentials can't be read (credentials stand once, before the"
              + " first host; in a password a comma, %, @, :, /, ? and # are written as %2C, %25,"
              + " %40, %3A, %2F, %3F and %23)");
    }
    return new RedisUrl(
        mode, endpoints(fleet.group(1), parts, mode), masterName(parts.group(4), mode));
  }

  private static List<RedisEndpoint> endpoints(String scheme, Matcher parts, Mode mode) {
    String userInfo = parts.group(1) == null ? "" : parts.group(1) + "@";
    String path = parts.group(3) == null ? "" : parts.group(3);
    List<RedisEndpoint> endpoints = new ArrayList<>();
    for (String host : parts.group(2).split(",", -1)) {
      String url = scheme + "://" + userInfo + host + path;
      endpoints.add(RedisEndpoint.parse(url, RedisEndpoints.defaultPort(mode)));
    }
    if (mode == Mode.CLUSTER && endpoints.get(0).hasDatabase()) {
      throw new IllegalArgumentException("found a URL of a cluster with a database");
    }
    if (endpoints.stream().map(RedisEndpoint::address).distinct().count() < endpoints.size()) {
      throw new IllegalArgumentException("found a URL with one server twice");
    }
    return endpoints;
  }

  private static @Nullable String masterName(@Nullable String query, Mode mode) {
    if (query == null) {
      return null;
    }
    Matcher name = QUERY.matcher(query);
    if (mode != Mode.SENTINEL || !name.matches()) {
      throw new IllegalArgumentException(
          "found a URL with a query that is not the one of redis-sentinel:// (its name has only"
              + " the characters A-Z a-z 0-9 . _ -)");
    }
    return name.group(1);
  }

  /**
   * The keys under {@code redis} that may have been meant for the servers of before: credentials if
   * the URL has its own, and what the mode of the URL would refuse.
   */
  List<String> replacedKeys() {
    List<String> keys = new ArrayList<>(List.of("mode", "endpoints"));
    if (!credentials().isNone()) {
      keys.addAll(List.of("user", "password"));
    }
    if (mode != Mode.SENTINEL) {
      keys.addAll(List.of("masterName", "sentinelUser", "sentinelPassword"));
    }
    if (!mode.failsOver()) {
      keys.add("reads");
    }
    return keys;
  }

  /** The keys under {@code redis} with the values that the URL gives them. */
  Map<String, Object> givenKeys() {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("mode", RedisConfig.spelled(mode));
    keys.put("endpoints", new JsonArray(endpoints.stream().map(e -> e.uri().toString()).toList()));
    if (masterName != null) {
      keys.put("masterName", masterName);
    }
    if (credentials().user() != null) {
      keys.put("user", credentials().user());
    }
    Secret password = credentials().password();
    if (password != null) {
      keys.put("password", password.reveal());
    }
    return keys;
  }

  /** The same in each endpoint. */
  private Credentials credentials() {
    return endpoints.get(0).credentials();
  }
}
