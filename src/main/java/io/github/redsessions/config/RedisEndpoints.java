package io.github.redsessions.config;

import io.github.redsessions.config.RedisConfig.Mode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * The list {@code redis.endpoints}, and what its URLs must have in common: scheme, database and
 * credentials.
 *
 * @param list those that can be read
 */
record RedisEndpoints(List<RedisEndpoint> list) {

  static RedisEndpoints read(ConfigReader in, Mode mode) {
    int port = defaultPort(mode);
    List<String> fallback =
        mode == Mode.EMBEDDED ? List.of() : List.of("redis://127.0.0.1:" + port);
    List<String> urls =
        in.texts("endpoints", fallback, new TextRule(RedisEndpoint.ALLOWED, url -> true));
    List<RedisEndpoint> list = new ArrayList<>();
    for (int i = 0; i < urls.size(); i++) {
      try {
        list.add(RedisEndpoint.parse(urls.get(i), port));
      } catch (IllegalArgumentException e) {
        in.problem("endpoints", i, e.getMessage() + ", allowed " + RedisEndpoint.ALLOWED);
      }
    }
    RedisEndpoints endpoints = new RedisEndpoints(list);
    if (in.sound("mode", "endpoints")) {
      endpoints.checkCount(in, mode);
    }
    if (in.sound("mode", "endpoints")) {
      endpoints.checkSockets(in, mode);
    }
    // What a list of the wrong length has in common says nothing about the right one.
    if (in.sound("mode", "endpoints")) {
      endpoints.checkAlike(in, mode);
    }
    return endpoints;
  }

  /** The port that Redis has registered, or the one that its sentinels listen on by default. */
  static int defaultPort(Mode mode) {
    return mode == Mode.SENTINEL ? 26_379 : 6379;
  }

  List<URI> uris() {
    return list.stream().map(RedisEndpoint::uri).toList();
  }

  boolean isTls() {
    return list.stream().anyMatch(RedisEndpoint::isTls);
  }

  /** The credentials of the URLs, which may not stand beside those of the two keys. */
  Credentials credentialsOr(
      ConfigReader in, Credentials ofKeys, String userKey, String passwordKey) {
    List<Credentials> found =
        list.stream().map(RedisEndpoint::credentials).filter(c -> !c.isNone()).toList();
    // Without a valid mode nobody knows whose credentials they are.
    if (found.isEmpty() || !in.sound("mode", "endpoints")) {
      return ofKeys;
    }
    if (in.has(userKey) || in.has(passwordKey)) {
      in.problem(
          "endpoints",
          "found credentials in the URL and redis."
              + userKey
              + " or redis."
              + passwordKey
              + ", allowed one of the two");
    } else if (found.size() < list.size() || found.stream().distinct().count() > 1) {
      in.problem(
          "endpoints",
          "found URLs with different credentials, allowed the same in each, or redis."
              + userKey
              + " and redis."
              + passwordKey);
    }
    return found.get(0);
  }

  private void checkCount(ConfigReader in, Mode mode) {
    int count = list.size();
    if (mode == Mode.EMBEDDED && count > 0) {
      in.problem(
          "endpoints",
          "found " + count + ", allowed none with redis.mode embedded, which starts its own");
    } else if (mode == Mode.STANDALONE && count != 1) {
      in.problem("endpoints", "found " + count + ", allowed exactly 1 with redis.mode standalone");
    } else if (mode.failsOver() && count == 0) {
      in.problem(
          "endpoints", "found 0, allowed 1 or more with redis.mode " + RedisConfig.spelled(mode));
    }
  }

  private void checkSockets(ConfigReader in, Mode mode) {
    if (mode.failsOver() && list.stream().anyMatch(RedisEndpoint::isUnixSocket)) {
      // The other servers of a group are learned by host and port.
      in.problem("endpoints", "found a Unix socket, allowed only with redis.mode standalone");
    }
  }

  private void checkAlike(ConfigReader in, Mode mode) {
    if (list.stream().map(RedisEndpoint::address).distinct().count() < list.size()) {
      in.problem("endpoints", "found one server twice, allowed once each");
    }
    if (list.stream().map(endpoint -> endpoint.uri().getScheme()).distinct().count() > 1) {
      // A server that is learned from another is reached as the configured ones are.
      in.problem("endpoints", "found redis:// and rediss://, allowed the same in each");
    }
    if (list.stream().map(endpoint -> endpoint.uri().getPath()).distinct().count() > 1) {
      in.problem("endpoints", "found different databases, allowed the same in each");
    }
    if (mode == Mode.CLUSTER && list.stream().anyMatch(RedisEndpoint::hasDatabase)) {
      in.problem("endpoints", "found a database, allowed none but 0 with redis.mode cluster");
    }
  }
}
