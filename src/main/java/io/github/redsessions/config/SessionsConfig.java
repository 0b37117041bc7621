package io.github.redsessions.config;

/**
 * Everything that can be configured, read and checked as a whole.
 *
 * @param redis where the sessions are kept
 * @param session how long they live and how large they may be
 * @param cookie the cookie that carries the session id
 * @param http where the login service listens
 * @param login the accounts of the login service
 */
public record SessionsConfig(
    RedisConfig redis,
    SessionConfig session,
    CookieConfig cookie,
    HttpConfig http,
    LoginConfig login) {
  public static SessionsConfig from(io.vertx.core.json.JsonObject o) {
    throw new IllegalStateException();
  }
}
