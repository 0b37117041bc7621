package io.github.redsessions.web;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.StreamPriority;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of a response that a {@link GuardedResponse} passes on: what describes the head and the
 * handlers of the rest, as long as they may be changed.
 */
abstract class ResponseWrapper implements HttpServerResponse {

  final HttpServerResponse delegate;
  private boolean hasTrailers;

  ResponseWrapper(HttpServerResponse delegate) {
    this.delegate = delegate;
  }

  /**
   * Tells whether a change of the head is passed on; if not, it is ignored.
   *
   * @throws IllegalStateException if the caller has already had the head sent
   */
  abstract boolean headIsOpen();

  /**
   * Tells whether a change of the rest is passed on; if not, it is ignored.
   *
   * @throws IllegalStateException if the caller has already ended the response
   */
  abstract boolean bodyIsOpen();

  @Override
  public int getStatusCode() {
    return delegate.getStatusCode();
  }

  @Override
  public HttpServerResponse setStatusCode(int statusCode) {
    if (headIsOpen()) {
      delegate.setStatusCode(statusCode);
    }
    return this;
  }

  @Override
  public String getStatusMessage() {
    return delegate.getStatusMessage();
  }

  @Override
  public HttpServerResponse setStatusMessage(String statusMessage) {
    if (headIsOpen()) {
      delegate.setStatusMessage(statusMessage);
    }
    return this;
  }

  @Override
  public HttpServerResponse setChunked(boolean chunked) {
    if (headIsOpen()) {
      delegate.setChunked(chunked);
    }
    return this;
  }

  @Override
  public boolean isChunked() {
    return delegate.isChunked();
  }

  @Override
  public MultiMap headers() {
    return delegate.headers();
  }

  @Override
  public HttpServerResponse putHeader(String name, String value) {
    if (headIsOpen()) {
      delegate.putHeader(name, value);
    }
    return this;
  }

  @Override
  public HttpServerResponse putHeader(CharSequence name, CharSequence value) {
    if (headIsOpen()) {
      delegate.putHeader(name, value);
    }
    return this;
  }

  @Override
  public HttpServerResponse putHeader(String name, Iterable<String> values) {
    if (headIsOpen()) {
      delegate.putHeader(name, values);
    }
    return this;
  }

  @Override
  public HttpServerResponse putHeader(CharSequence name, Iterable<CharSequence> values) {
    if (headIsOpen()) {
      delegate.putHeader(name, values);
    }
    return this;
  }

  @Override
  public MultiMap trailers() {
    hasTrailers = true;
    return delegate.trailers();
  }

  /** Takes out the trailers; asking for them when there are none would make HTTP/2 send some. */
  void clearTrailers() {
    if (hasTrailers) {
      delegate.trailers().clear();
    }
  }

  @Override
  public HttpServerResponse putTrailer(String name, String value) {
    if (bodyIsOpen()) {
      hasTrailers = true;
      delegate.putTrailer(name, value);
    }
    return this;
  }

  @Override
  public HttpServerResponse putTrailer(CharSequence name, CharSequence value) {
    if (bodyIsOpen()) {
      hasTrailers = true;
      delegate.putTrailer(name, value);
    }
    return this;
  }

  @Override
  public HttpServerResponse putTrailer(String name, Iterable<String> values) {
    if (bodyIsOpen()) {
      hasTrailers = true;
      delegate.putTrailer(name, values);
    }
    return this;
  }

  @Override
  public HttpServerResponse putTrailer(CharSequence name, Iterable<CharSequence> values) {
    if (bodyIsOpen()) {
      hasTrailers = true;
      delegate.putTrailer(name, values);
    }
    return this;
  }

  @Override
  public HttpServerResponse addCookie(Cookie cookie) {
    if (headIsOpen()) {
      delegate.addCookie(cookie);
    }
    return this;
  }

  @Override
  public @Nullable Cookie removeCookie(String name, boolean invalidate) {
    return headIsOpen() ? delegate.removeCookie(name, invalidate) : null;
  }

  @Override
  public Set<Cookie> removeCookies(String name, boolean invalidate) {
    return headIsOpen() ? delegate.removeCookies(name, invalidate) : Set.of();
  }

  @Override
  public @Nullable Cookie removeCookie(
      String name, String domain, String path, boolean invalidate) {
    return headIsOpen() ? delegate.removeCookie(name, domain, path, invalidate) : null;
  }

  @Override
  public HttpServerResponse exceptionHandler(@Nullable Handler<Throwable> handler) {
    if (handler == null || bodyIsOpen()) {
      delegate.exceptionHandler(handler);
    }
    return this;
  }

  @Override
  public HttpServerResponse closeHandler(@Nullable Handler<Void> handler) {
    if (handler == null || bodyIsOpen()) {
      delegate.closeHandler(handler);
    }
    return this;
  }

  @Override
  public HttpServerResponse endHandler(@Nullable Handler<Void> handler) {
    if (handler == null || bodyIsOpen()) {
      delegate.endHandler(handler);
    }
    return this;
  }

  @Override
  public HttpServerResponse bodyEndHandler(@Nullable Handler<Void> handler) {
    delegate.bodyEndHandler(handler);
    return this;
  }

  @Override
  public HttpServerResponse setWriteQueueMaxSize(int maxSize) {
    if (bodyIsOpen()) {
      delegate.setWriteQueueMaxSize(maxSize);
    }
    return this;
  }

  @Override
  public HttpServerResponse setStreamPriority(StreamPriority streamPriority) {
    delegate.setStreamPriority(streamPriority);
    return this;
  }

  @Override
  public int streamId() {
    return delegate.streamId();
  }
}
