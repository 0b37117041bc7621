package io.github.redsessions.web;

import io.github.redsessions.SessionUnavailableException;
import io.vertx.ext.web.Session;
import io.vertx.ext.web.handler.HttpException;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for a session that can't be read: no user, no attributes, and every change fails with
 * {@code HttpException(503)} whose cause is a {@link SessionUnavailableException}. It is never
 * stored, and its id is of no use to anybody.
 */
final class OutageSession implements Session {

  private final Session unstored;
  private volatile boolean renewed;

  /**
   * Creates the stand-in.
   *
   * @param unstored a new session, for an id that no other request has
   */
  OutageSession(Session unstored) {
    this.unstored = unstored;
  }

  /** What a change of a session fails with that could not be read. */
  static HttpException unavailable() {
    return new HttpException(
        503, new SessionUnavailableException("The session could not be read from Redis", null));
  }

  /**
   * Tells whether somebody asked for a new id, as every AuthenticationHandler does that has found a
   * user.
   */
  boolean isRenewed() {
    return renewed;
  }

  /**
   * {@inheritDoc} Does not throw, since the stock AuthenticationHandler calls it where nobody would
   * see the exception and the request would never be answered; {@link OutageRequest} makes it a 503
   * instead.
   */
  @Override
  public Session regenerateId() {
    renewed = true;
    return this;
  }

  @Override
  public String id() {
    return unstored.id();
  }

  @Override
  public Session put(String key, Object value) {
    throw unavailable();
  }

  @Override
  public Session putIfAbsent(String key, Object value) {
    throw unavailable();
  }

  @Override
  public Session computeIfAbsent(String key, Function<String, Object> mapping) {
    throw unavailable();
  }

  @Override
  @SuppressWarnings("TypeParameterUnusedInFormals")
  public <T> @Nullable T get(String key) {
    return null;
  }

  @Override
  @SuppressWarnings("TypeParameterUnusedInFormals")
  public <T> @Nullable T remove(String key) {
    throw unavailable();
  }

  @Override
  public void destroy() {
    throw unavailable();
  }

  @Override
  public Map<String, Object> data() {
    return new AbstractMap<>() {
      @Override
      public Set<Entry<String, Object>> entrySet() {
        return Set.of();
      }

      @Override
      public Object put(String key, Object value) {
        throw unavailable();
      }
    };
  }

  @Override
  public boolean isEmpty() {
    return true;
  }

  @Override
  public long lastAccessed() {
    return unstored.lastAccessed();
  }

  @Override
  public boolean isDestroyed() {
    return false;
  }

  @Override
  public boolean isRegenerated() {
    return false;
  }

  @Override
  public @Nullable String oldId() {
    return null;
  }

  @Override
  public long timeout() {
    return unstored.timeout();
  }

  @Override
  public void setAccessed() {
    unstored.setAccessed();
  }
}
