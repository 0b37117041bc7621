package io.github.redsessions.web;

import io.github.redsessions.store.StartedChanges;
import io.github.redsessions.web.GuardedRequest.UpgradeCommit;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.core.net.HostAndPort;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A response whose head and body wait until the session's change is stored.
 *
 * <p>The first operation that would send the head runs the headers-end handlers, among them the
 * session handler's, which saves. If that started a change, this operation and all later ones are
 * held, in their order, until Redis has acknowledged it, and are carried out then; meanwhile the
 * response answers as if they had been, but for {@link #writeQueueFull()}, which is true. If it
 * started none, or as soon as it is stored, everything is passed on at once. If it can't be stored,
 * what is held and what comes later is dropped, and a {@link Refusal} is sent instead.
 */
final class GuardedResponse extends ResponseWrapper implements CommitGate.Head {

  private final HttpServerRequestInternal request;
  private final ContextInternal context;
  private final CommitGate gate;
  private final HeadAnnouncement announcement;
  private final DrainSignal drain;
  private final boolean http2;

  private volatile @Nullable Handler<Void> headersEndHandler;
  private volatile boolean headFinished;
  private volatile @Nullable UpgradeCommit upgradeCommit;

  GuardedResponse(HttpServerRequestInternal request) {
    super(request.response());
    this.request = request;
    this.context = request.context();
    this.gate = new CommitGate(context, this);
    this.announcement = new HeadAnnouncement(request, delegate);
    this.drain = new DrainSignal(gate, delegate);
    this.http2 = request.version() == HttpVersion.HTTP_2;
    delegate.headersEndHandler(v -> restoreOrFinishHead());
  }

  @Override
  boolean headIsOpen() {
    gate.refuseIfHeadSent();
    return !gate.isDropping();
  }

  @Override
  boolean bodyIsOpen() {
    gate.refuseIfEnded();
    return !gate.isDropping();
  }

  @Override
  public Future<Void> end() {
    return gate.send(0, true, delegate::end);
  }

  @Override
  public Future<Void> end(Buffer chunk) {
    return gate.send(chunk.length(), true, () -> delegate.end(chunk));
  }

  @Override
  public Future<Void> end(String chunk) {
    return end(Buffer.buffer(chunk));
  }

  @Override
  public Future<Void> end(String chunk, String enc) {
    return end(Buffer.buffer(chunk, enc));
  }

  @Override
  public Future<Void> write(Buffer chunk) {
    // HTTP/1.0 ends a body of unknown length with the connection.
    return lacksLength() && request.version() != HttpVersion.HTTP_1_0
        ? delegate.write(chunk)
        : gate.send(chunk.length(), false, () -> delegate.write(chunk));
  }

  @Override
  public Future<Void> write(String chunk) {
    return write(Buffer.buffer(chunk));
  }

  @Override
  public Future<Void> write(String chunk, String enc) {
    return write(Buffer.buffer(chunk, enc));
  }

  @Override
  public Future<Void> writeHead() {
    gate.refuseIfHeadSent();
    return lacksLength() ? delegate.writeHead() : gate.send(0, false, delegate::writeHead);
  }

  @Override
  public Future<Void> sendFile(String filename, long offset, long length) {
    return fileBody().send(filename, offset, length);
  }

  @Override
  public Future<Void> sendFile(RandomAccessFile file, long offset, long length) {
    return fileBody()
        .send(file::length, offset, length, () -> delegate.sendFile(file, offset, length));
  }

  @Override
  public Future<Void> sendFile(FileChannel channel, long offset, long length) {
    return fileBody()
        .send(channel::size, offset, length, () -> delegate.sendFile(channel, offset, length));
  }

  private FileBody fileBody() {
    return new FileBody(this, delegate, gate, context, http2);
  }

  @Override
  public Future<Void> writeCustomFrame(int type, int flags, Buffer payload) {
    Supplier<Future<Void>> write = () -> delegate.writeCustomFrame(type, flags, payload);
    return http2 ? gate.send(0, false, write) : write.get();
  }

  /** {@inheritDoc} What is pushed is a response of its own, and doesn't wait. */
  @Override
  public Future<HttpServerResponse> push(
      HttpMethod method, HostAndPort authority, String path, MultiMap headers) {
    return gate.follow(() -> delegate.push(method, authority, path, headers));
  }

  @Override
  public Future<Void> writeContinue() {
    return http2 ? interim(delegate::writeContinue) : delegate.writeContinue();
  }

  @Override
  public Future<Void> writeEarlyHints(MultiMap headers) {
    return interim(() -> delegate.writeEarlyHints(headers));
  }

  private Future<Void> interim(Supplier<Future<Void>> operation) {
    gate.refuseIfHeadSent();
    return gate.follow(operation);
  }

  /** {@inheritDoc} What is held is dropped; the session's change is stored all the same. */
  @Override
  public Future<Void> reset(long code) {
    if (gate.isHolding()) {
      if (!http2 && gate.hasEnded()) {
        return context.failedFuture("Response written");
      }
      gate.drop(new VertxException("The response was reset", true));
    }
    return delegate.reset(code);
  }

  @Override
  public boolean ended() {
    return (gate.isHolding() || gate.isDropping()) ? gate.hasEnded() : delegate.ended();
  }

  @Override
  public boolean headWritten() {
    return gate.isHeadHeld() || delegate.headWritten();
  }

  @Override
  public boolean closed() {
    return delegate.closed()
        || (!http2 && gate.isHolding() && gate.hasEnded() && !announcement.keepsAlive());
  }

  @Override
  public long bytesWritten() {
    return gate.isHolding() ? gate.bytes() : delegate.bytesWritten();
  }

  @Override
  public boolean writeQueueFull() {
    return bodyIsOpen() && drain.isFull();
  }

  @Override
  public HttpServerResponse drainHandler(@Nullable Handler<Void> handler) {
    if (handler == null || bodyIsOpen()) {
      drain.setHandler(handler);
    }
    return this;
  }

  @Override
  public HttpServerResponse headersEndHandler(@Nullable Handler<Void> handler) {
    headersEndHandler = handler;
    return this;
  }

  @Override
  public Future<Void> finish(long length) {
    boolean announced = announcement.connection();
    announcement.length(length);
    Future<Void> commit = StartedChanges.of(this::finishHead);
    if (announced) {
      announcement.freeze();
    }
    return commit;
  }

  /** Runs the handlers at the head, once. */
  void finishHead() {
    if (headFinished) {
      return;
    }
    Handler<Void> handler = headersEndHandler;
    if (handler != null) {
      handler.handle(null);
    }
    headFinished = true;
  }

  @Override
  public void freeze() {
    announcement.freeze();
  }

  /** Called by the real response, just before it sends its head. */
  private void restoreOrFinishHead() {
    if (!announcement.restore()) {
      // An upgrade to a plain socket sends its head by itself.
      finishHead();
    }
  }

  @Override
  public void released() {
    drain.released();
  }

  @Override
  public void refuse(Throwable cause) {
    headFinished = true;
    announcement.thaw();
    clearTrailers();
    UpgradeCommit commit = upgradeCommit;
    Refusal.of(cause).send(request, delegate, commit == null ? null : commit.storedCookie());
    drain.drained();
  }

  /** Takes note of what commits before a WebSocket's handshake is answered. */
  void commitUpgradesBy(UpgradeCommit commit) {
    upgradeCommit = commit;
  }

  /**
   * What commits before a WebSocket's handshake; null if nobody has to, or the head is on its way.
   */
  @Nullable UpgradeCommit upgradeCommit() {
    return isOpen() ? upgradeCommit : null;
  }

  /** Tells whether the route has asked for nothing that sends the head. */
  boolean isOpen() {
    return gate.isOpen();
  }

  /** Tells whether an answer waits here, or was dropped. */
  boolean isHeld() {
    return gate.isHolding() || gate.isDropping();
  }

  /** Answers that a change could not be stored, in place of an upgrade. */
  void refuseUpgrade(Throwable cause) {
    gate.refuse(cause);
  }

  private boolean lacksLength() {
    return gate.isOpen() && announcement.lacksLength();
  }
}
