package io.github.redsessions.web;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpFrame;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.StreamPriority;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.core.internal.http.HttpServerRequestWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A request whose response waits for the session.
 *
 * <p>What returns the request for chaining returns this one: the one underneath would give away the
 * response that doesn't wait.
 */
final class GuardedRequest extends HttpServerRequestWrapper {

  private final GuardedResponse response;

  GuardedRequest(HttpServerRequestInternal request) {
    super(request);
    this.response = new GuardedResponse(request);
  }

  @Override
  public HttpServerResponse response() {
    return response;
  }

  @Override
  public HttpServerRequest exceptionHandler(@Nullable Handler<Throwable> handler) {
    super.exceptionHandler(handler);
    return this;
  }

  @Override
  public HttpServerRequest handler(@Nullable Handler<Buffer> handler) {
    super.handler(handler);
    return this;
  }

  @Override
  public HttpServerRequest pause() {
    super.pause();
    return this;
  }

  @Override
  public HttpServerRequest resume() {
    super.resume();
    return this;
  }

  @Override
  public HttpServerRequest fetch(long amount) {
    super.fetch(amount);
    return this;
  }

  @Override
  public HttpServerRequest endHandler(@Nullable Handler<Void> endHandler) {
    super.endHandler(endHandler);
    return this;
  }

  @Override
  public HttpServerRequest setParamsCharset(String charset) {
    super.setParamsCharset(charset);
    return this;
  }

  @Override
  public HttpServerRequest setExpectMultipart(boolean expect) {
    super.setExpectMultipart(expect);
    return this;
  }

  @Override
  public HttpServerRequest uploadHandler(@Nullable Handler<HttpServerFileUpload> uploadHandler) {
    super.uploadHandler(uploadHandler);
    return this;
  }

  @Override
  public HttpServerRequest customFrameHandler(@Nullable Handler<HttpFrame> handler) {
    super.customFrameHandler(handler);
    return this;
  }

  @Override
  public HttpServerRequest streamPriorityHandler(@Nullable Handler<StreamPriority> handler) {
    super.streamPriorityHandler(handler);
    return this;
  }

  @Override
  public HttpServerRequest routed(String route) {
    super.routed(route);
    return this;
  }
}
