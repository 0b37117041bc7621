package io.github.redsessions.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * A connection of a visitor who makes a load: sends bytes that are made beforehand, one request at
 * a time, and looks at no more of a response than its status, its length and the cookie. On a small
 * machine, what a client takes is missing elsewhere. Used by one thread at a time.
 */
public final class LightConnection {

  private static final int RESPONSE_BYTES = 16 * 1024;

  private final int port;
  private final Guest guest;
  private final ByteBuffer in = ByteBuffer.allocateDirect(RESPONSE_BYTES);
  private SocketChannel channel;

  /** Asked for by who reads while another thread sends. */
  private volatile long since;

  /**
   * Opens nothing yet.
   *
   * @param port on the loopback address
   */
  public LightConnection(int port, Guest guest) {
    this.port = port;
    this.guest = guest;
  }

  /** Says what to send. */
  public interface Guest {

    /** The bytes of the next request, from the beginning to the limit of the buffer. */
    ByteBuffer request();

    /** Whether the cookies of responses matter. */
    default boolean wantsCookie() {
      return false;
    }

    /**
     * Is told of a response.
     *
     * @param cookie name and value of the first one that was set, as in {@code sid=abc}, or null
     */
    default void answered(int status, String cookie) {}
  }

  public Guest guest() {
    return guest;
  }

  /** Blocks until it is connected, as often as it is called. */
  public void connect() throws IOException {
    in.clear();
    channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
  }

  /** Does the same; what comes is then told by the selector, with this as the attachment. */
  public void connect(Selector selector) throws IOException {
    connect();
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, this);
  }

  /** When the request in flight was to leave, in {@link System#nanoTime()}. */
  public long since() {
    return since;
  }

  /** Sends the guest's next request; a socket without one in flight has room for it. */
  public void send(long due) throws IOException {
    since = due;
    ByteBuffer request = guest.request().rewind();
    do {
      channel.write(request);
    } while (request.hasRemaining());
  }

  /**
   * Reads what has come.
   *
   * @return the status when the response is complete, 0 before that
   * @throws IOException when the server closed the connection, or sends what this can't read
   */
  public int receive() throws IOException {
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
    String cookie = guest.wantsCookie() ? ResponseHead.cookie(in, headEnd) : null;
    in.clear();
    guest.answered(status, cookie);
    return status;
  }

  /** Sends the next request and waits for the whole response; for one without a selector. */
  public int roundTrip() throws IOException {
    send(System.nanoTime());
    int status = receive();
    while (status == 0) {
      status = receive();
    }
    return status;
  }

  public void close() throws IOException {
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
