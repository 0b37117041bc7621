package io.github.redsessions.bench.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * One connection of a {@link LoadGenerator}: sends bytes that are made beforehand, one request at a
 * time, and looks at no more of a response than its status and its length.
 */
final class Exchange {

  private static final int RESPONSE_BYTES = 16 * 1024;

  private final int port;
  private final Script script;
  private final ByteBuffer in = ByteBuffer.allocateDirect(RESPONSE_BYTES);
  private SocketChannel channel;
  private int step;

  /** When the request in flight was to leave, in {@link System#nanoTime()}. */
  private volatile long intendedAt;

  Exchange(int port, Script script) {
    this.port = port;
    this.script = script;
  }

  /** Connects, blocking; the channel is non-blocking afterwards. */
  SocketChannel connect() throws IOException {
    channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    in.clear();
    return channel;
  }

  long intendedAt() {
    return intendedAt;
  }

  /** Sends the next request. A socket whose last request was answered has room for one. */
  void send(long intended) throws IOException {
    intendedAt = intended;
    ByteBuffer request = script.request(step++);
    request.rewind();
    do {
      channel.write(request);
    } while (request.hasRemaining());
  }

  /**
   * Reads what has come.
   *
   * @return the status when the response is complete, 0 before that
   * @throws IOException when the server closed the connection or sends what this can't read
   */
  int receive() throws IOException {
    if (channel.read(in) < 0) {
      throw new IOException("the server closed the connection");
    }
    int headEnd = headEnd();
    if (headEnd < 0) {
      return 0;
    }
    int length = headEnd + ResponseHead.contentLength(in, headEnd);
    if (length > RESPONSE_BYTES) {
      throw new IOException("a response of " + length + " bytes is more than this reads");
    }
    if (in.position() < length) {
      return 0;
    }
    int status = ResponseHead.status(in);
    if (script.wantsCookie()) {
      script.cookie(ResponseHead.cookie(in, headEnd));
    }
    in.clear();
    return status;
  }

  /** Sends the next request and waits for the whole response; for a connection without a load. */
  int roundTrip() throws IOException {
    channel.configureBlocking(true);
    send(System.nanoTime());
    int status = receive();
    while (status == 0) {
      status = receive();
    }
    return status;
  }

  void close() throws IOException {
    channel.close();
  }

  /** Where the body begins, or -1. */
  private int headEnd() {
    for (int i = 3; i < in.position(); i++) {
      if (in.get(i) == '\n' && in.get(i - 1) == '\r' && in.get(i - 2) == '\n') {
        return i + 1;
      }
    }
    return -1;
  }
}
