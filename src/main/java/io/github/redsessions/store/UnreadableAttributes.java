package io.github.redsessions.store;

import io.github.redsessions.SessionFormatException;
import io.vertx.ext.web.handler.HttpException;
import java.util.function.Consumer;

/**
 * What comes of asking for an attribute of a session that can't be read: the asker gets an error
 * with a status, and the store is told once. Belongs to one request. Row D8.
 */
final class UnreadableAttributes {

  private final String handle;
  private final Consumer<String> listener;
  private boolean found;

  /**
   * Begins with none.
   *
   * @param listener told the handle of the session when the first one is found
   */
  UnreadableAttributes(String handle, Consumer<String> listener) {
    this.handle = handle;
    this.listener = listener;
  }

  /**
   * Gives what to throw. Only this type has a status under the stock handler, which answers 500 to
   * any other.
   *
   * @return with status 503, and telling nobody, if the attribute is of a type that only this
   *     server doesn't know; else with 401
   */
  HttpException found(SessionFormatException e) {
    if (e instanceof UnknownTypeException) {
      return new HttpException(503, e);
    }
    if (!found) {
      found = true;
      listener.accept(handle);
    }
    return new HttpException(401, e);
  }

  /** Tells whether the session holds what no server can read. */
  boolean isAny() {
    return found;
  }
}
