package io.github.redsessions.web;

import io.github.redsessions.store.StartedChanges;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpFrame;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.StreamPriority;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.core.internal.http.HttpServerRequestWrapper;
import io.vertx.core.net.NetSocket;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A request whose response waits for the session.
 *
 * <p>What returns the request for chaining returns this one: the one underneath would give away the
 * response that doesn't wait.
 */
final class GuardedRequest extends HttpServerRequestWrapper {

  /** What stores the session's change before a WebSocket's handshake is answered. */
  interface UpgradeCommit {

    /** Starts to store the change. */
    void start();

    /** Writes the cookie, which is stored by now, where the handshake finds it. */
    void announce();

    /**
     * Writes the cookie that the client must get although the change could not be stored.
     *
     * @return the header's value; null for none
     */
    @Nullable String storedCookie();
  }

  private final GuardedResponse response;

  GuardedRequest(HttpServerRequestInternal request) {
    super(request);
    this.response = new GuardedResponse(request);
  }

  @Override
  public HttpServerResponse response() {
    return response;
  }

  /**
   * {@inheritDoc} The handshake waits for the session's change. It runs no handlers at its head, so
   * the session handler has left its commit here.
   */
  @Override
  public Future<ServerWebSocket> toWebSocket() {
    if (response.isHeld()) {
      return context().failedFuture(answered());
    }
    UpgradeCommit commit = response.upgradeCommit();
    // What can't be upgraded is answered by Vert.x, and that answer has a head of its own.
    return commit == null || !canUpgradeToWebSocket()
        ? super.toWebSocket()
        : upgrade(
            commit::start,
            () -> {
              commit.announce();
              return super.toWebSocket();
            });
  }

  /** {@inheritDoc} The head waits for the session's change. */
  @Override
  public Future<NetSocket> toNetSocket() {
    return response.isHeld()
        ? context().failedFuture(answered())
        : upgrade(response::finishHead, super::toNetSocket);
  }

  private <T> Future<T> upgrade(Runnable commit, Supplier<Future<T>> upgrade) {
    Future<Void> stored = StartedChanges.of(commit);
    if (stored.succeeded()) {
      return upgrade.get();
    }
    if (!isEnded()) {
      // What has ended can't be upgraded; the upgrade resumes it.
      super.pause();
    }
    Promise<T> promise = context().promise();
    stored.onComplete(result -> context().emit(result, r -> upgrade(r, upgrade, promise)));
    return promise.future();
  }

  private <T> void upgrade(
      AsyncResult<Void> stored, Supplier<Future<T>> upgrade, Promise<T> promise) {
    if (stored.succeeded() && response.isOpen()) {
      new HeldOperation<>(upgrade, promise).run();
      return;
    }
    SessionRequest.resume(this);
    if (stored.failed()) {
      response.refuseUpgrade(stored.cause());
      promise.fail(stored.cause());
    } else {
      promise.fail(answered());
    }
  }

  private static IllegalStateException answered() {
    return new IllegalStateException("The request was answered and can't be upgraded any more");
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
