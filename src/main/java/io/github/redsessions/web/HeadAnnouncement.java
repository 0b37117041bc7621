package io.github.redsessions.web;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * What a head that waits says of connection and body. Does what the real response does before it
 * runs the handlers at its head, so that they see the same head and add to it at the same place;
 * and keeps the head as it was then until it is sent.
 */
final class HeadAnnouncement {

  private static final int NOT_MODIFIED = 304;

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final boolean http2;
  private final boolean http10;
  private volatile @Nullable MultiMap frozen;

  /**
   * Creates it.
   *
   * @param request the real request
   * @param response its response, which doesn't wait
   */
  HeadAnnouncement(HttpServerRequest request, HttpServerResponse response) {
    this.request = request;
    this.response = response;
    this.http2 = request.version() == HttpVersion.HTTP_2;
    this.http10 = request.version() == HttpVersion.HTTP_1_0;
  }

  /**
   * Announces what becomes of the connection.
   *
   * @return whether there was something to announce
   */
  boolean connection() {
    if (http2 || http10 != keepsAlive()) {
      return false;
    }
    response
        .headers()
        .set(HttpHeaders.CONNECTION, http10 ? HttpHeaders.KEEP_ALIVE : HttpHeaders.CLOSE);
    return true;
  }

  /** Tells whether the connection stays when the response is sent. */
  boolean keepsAlive() {
    MultiMap headers = request.headers();
    return http10
        ? headers.contains(HttpHeaders.CONNECTION, HttpHeaders.KEEP_ALIVE, true)
        : !headers.contains(HttpHeaders.CONNECTION, HttpHeaders.CLOSE, true);
  }

  /**
   * Announces the length of the body.
   *
   * @param length how long it is, or {@link CommitGate#UNKNOWN_LENGTH}
   */
  void length(long length) {
    MultiMap headers = response.headers();
    boolean known =
        headers.contains(HttpHeaders.CONTENT_LENGTH)
            || (!http2 && headers.contains(HttpHeaders.TRANSFER_ENCODING));
    if (length != CommitGate.UNKNOWN_LENGTH && !isBodyless() && !known) {
      headers.set(HttpHeaders.CONTENT_LENGTH, Long.toString(length));
    }
  }

  /** Tells whether the real response would refuse to send a body in parts. */
  boolean lacksLength() {
    MultiMap headers = response.headers();
    return !http2
        && !headers.contains(HttpHeaders.TRANSFER_ENCODING)
        && !headers.contains(HttpHeaders.CONTENT_LENGTH);
  }

  private boolean isBodyless() {
    return HttpMethod.HEAD.equals(request.method()) || response.getStatusCode() == NOT_MODIFIED;
  }

  /** Keeps the headers as they are now. */
  void freeze() {
    frozen = MultiMap.caseInsensitiveMultiMap().addAll(response.headers());
  }

  /** Forgets what was kept. */
  void thaw() {
    frozen = null;
  }

  /**
   * Puts the headers back that were kept.
   *
   * @return whether there were any
   */
  boolean restore() {
    MultiMap headers = frozen;
    if (headers == null) {
      return false;
    }
    response.headers().clear().addAll(headers);
    if (isBodyless()) {
      response.headers().remove(HttpHeaders.TRANSFER_ENCODING);
    }
    return true;
  }
}
