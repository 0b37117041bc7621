package io.github.redsessions.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A connection of {@link LightLoad}: one request at a time, of whose answer nothing is looked at
 * but the status, the length and the cookie.
 */
final class LightConnection {

  private static final int ANSWER_BYTES = 16 * 1024;
  private static final byte[] LENGTH = "\r\ncontent-length: ".getBytes(StandardCharsets.US_ASCII);
  private static final Pattern COOKIE = Pattern.compile("\r\nset-cookie: *([^;\r]*)");

  private final int port;
  private final LightLoad.Guest guest;
  private final ByteBuffer in = ByteBuffer.allocate(ANSWER_BYTES);
  private SocketChannel channel;

  private long since;

  LightConnection(int port, LightLoad.Guest guest) {
    this.port = port;
    this.guest = guest;
  }

  LightLoad.Guest guest() {
    return guest;
  }

  /** Blocks until it is connected. */
  void connect(Selector selector) throws IOException {
    in.clear();
    channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, this);
  }

  /** When the request in flight was to leave, in {@link System#nanoTime()}. */
  long since() {
    return since;
  }

  /** Sends the guest's next request; a socket without one in flight has room for it. */
  void send(long due) throws IOException {
    since = due;
    ByteBuffer request = guest.request().rewind();
    do {
      channel.write(request);
    } while (request.hasRemaining());
  }

  /**
   * Reads what has come.
   *
   * @return the status when the answer is complete, 0 before that
   * @throws IOException when the server closed the connection, or sends what this can't read
   */
  int receive() throws IOException {
    if (channel.read(in) < 0) {
      throw new IOException("the server closed the connection");
    }
    int end = headEnd();
    if (end < 0) {
      return 0;
    }
    if (in.position() < end + length(end)) {
      return 0;
    }
    int status = (in.get(9) - '0') * 100 + (in.get(10) - '0') * 10 + (in.get(11) - '0');
    String cookie = guest.wantsCookie() ? cookie(end) : null;
    in.clear();
    guest.answered(status, cookie);
    return status;
  }

  void close() throws IOException {
    channel.close();
  }

  /** The length of the body; Vert.x and Netty write the name in lower case. */
  private int length(int headEnd) throws IOException {
    for (int i = 0; i < headEnd - LENGTH.length; i++) {
      if (Arrays.equals(in.array(), i, i + LENGTH.length, LENGTH, 0, LENGTH.length)) {
        int length = 0;
        for (int at = i + LENGTH.length; in.get(at) != '\r'; at++) {
          length = length * 10 + in.get(at) - '0';
        }
        return length;
      }
    }
    throw new IOException("an answer without a Content-Length");
  }

  private String cookie(int headEnd) {
    Matcher cookie = COOKIE.matcher(new String(in.array(), 0, headEnd, StandardCharsets.US_ASCII));
    return cookie.find() ? cookie.group(1) : null;
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
