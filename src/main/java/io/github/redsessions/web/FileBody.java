package io.github.redsessions.web;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.MimeMapping;
import io.vertx.core.internal.ContextInternal;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that a response sends whose head and body wait. Opens a file before the head is held,
 * as the real response does before it sends the head: a route that names a file which can't be read
 * learns it in time to answer something else, and a file that disappears meanwhile is sent all the
 * same.
 */
final class FileBody {

  private static final Logger LOG = LoggerFactory.getLogger(FileBody.class);

  /** Asks for the size of what is open. */
  interface Size {
    long get() throws IOException;
  }

  private final HttpServerResponse guarded;
  private final HttpServerResponse real;
  private final CommitGate gate;
  private final ContextInternal context;
  private final boolean http2;

  /**
   * Creates it.
   *
   * @param guarded the response that waits
   * @param real the one that it hands things on to
   * @param gate where they wait
   * @param http2 whether files are written like any other body
   */
  FileBody(
      HttpServerResponse guarded,
      HttpServerResponse real,
      CommitGate gate,
      ContextInternal context,
      boolean http2) {
    this.guarded = guarded;
    this.real = real;
    this.gate = gate;
    this.context = context;
    this.http2 = http2;
  }

  /** Sends a part of a file that is opened here. */
  Future<Void> send(String filename, long offset, long length) {
    if (http2) {
      gate.refuseIfEnded();
      // What the real response refuses, it refuses before it sends anything.
      boolean refused = real.ended() || offset < 0 || length < 0;
      return refused || gate.isDropping()
          ? gate.follow(() -> real.sendFile(filename, offset, length))
          : sendInFrames(filename, offset, length);
    }
    try {
      RandomAccessFile file = open(filename);
      announceType(real.headers(), filename);
      return closeAfter(file, () -> guarded.sendFile(file, offset, length));
    } catch (IOException e) {
      return context.failedFuture(e);
    }
  }

  /** Sends a part of what the route has opened. */
  Future<Void> send(Size file, long offset, long length, Supplier<Future<Void>> operation) {
    if (http2) {
      return operation.get();
    }
    announceType(real.headers(), "");
    long size;
    try {
      size = file.get();
    } catch (IOException e) {
      return context.failedFuture(e);
    }
    if (offset < 0 || length < 0 || offset > size) {
      return operation.get();
    }
    gate.refuseIfEnded();
    gate.refuseIfHeadSent();
    return gate.send(Math.min(length, size - offset), true, operation);
  }

  private RandomAccessFile open(String filename) throws IOException {
    return new RandomAccessFile(context.owner().fileResolver().resolve(filename), "r");
  }

  /** Sets the type by the file's name, unless the route has set one. */
  private static void announceType(MultiMap headers, String filename) {
    if (!headers.contains(HttpHeaders.CONTENT_TYPE)) {
      String type = MimeMapping.mimeTypeForFilename(filename);
      headers.set(HttpHeaders.CONTENT_TYPE, type == null ? "application/octet-stream" : type);
    }
  }

  /** Sends a file and closes it when it is sent, or is not going to be. */
  private static Future<Void> closeAfter(RandomAccessFile file, Supplier<Future<Void>> send) {
    Future<Void> sent;
    try {
      sent = send.get();
    } catch (RuntimeException e) {
      close(file);
      throw e;
    }
    return sent.onComplete(v -> close(file));
  }

  /** Sends a part of a file over HTTP/2, where a file is written like any other body. */
  private Future<Void> sendInFrames(String filename, long offset, long length) {
    long part;
    // This also tells a file from a directory, which an asynchronous file doesn't.
    try (RandomAccessFile file = open(filename)) {
      part = Math.min(length, file.length() - offset);
    } catch (IOException e) {
      return context.failedFuture(e);
    }
    if (part < 0) {
      return context.failedFuture("offset : " + offset + " is larger than the requested file");
    }
    return context
        .owner()
        .fileSystem()
        .open(filename, new OpenOptions().setCreate(false).setWrite(false))
        .compose(file -> sendPart(guarded, filename, file, offset, part));
  }

  private static Future<Void> sendPart(
      HttpServerResponse response, String filename, AsyncFile file, long offset, long part) {
    Future<Void> sent;
    try {
      file.setReadPos(offset).setReadLength(part);
      MultiMap headers = response.headers();
      if (!headers.contains(HttpHeaders.CONTENT_LENGTH)) {
        response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(part));
      }
      String type = MimeMapping.mimeTypeForFilename(filename);
      if (type != null && !headers.contains(HttpHeaders.CONTENT_TYPE)) {
        response.putHeader(HttpHeaders.CONTENT_TYPE, type);
      }
      if (!response.headWritten()) {
        response.writeHead();
      }
      sent = file.pipeTo(response);
    } catch (RuntimeException e) {
      sent = Future.failedFuture(e);
    }
    return sent.eventually(file::close);
  }

  private static void close(RandomAccessFile file) {
    try {
      file.close();
    } catch (IOException e) {
      LOG.debug("A file that was sent could not be closed", e);
    }
  }
}
