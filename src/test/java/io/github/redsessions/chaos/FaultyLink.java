package io.github.redsessions.chaos;

import io.github.redsessions.redis.RedisProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The network between one service and one server, which can be slow, lose what it carries in one
 * direction or both, and deliver it late. What was sent is delivered even if its sender has closed
 * the connection meanwhile, as a network does. Safe for use by many threads.
 */
final class FaultyLink implements AutoCloseable {

  private static final int CHUNK = 64 * 1024;

  /** What becomes of what a connection carries. */
  enum State {
    /** It is delivered. */
    OPEN,
    /** It is delivered when the connection is open again. */
    HELD,
    /** Requests are delivered and replies are lost. */
    MUTE,
    /** Everything is lost, and neither end is told. */
    LOST
  }

  private final int target;
  private final ServerSocket listener = new ServerSocket();
  private final Set<Flow> flows = ConcurrentHashMap.newKeySet();
  private final Map<Integer, Integer> others;
  private final AtomicLong harmed = new AtomicLong();
  private volatile State atStart = State.OPEN;
  private volatile long delayMillis;

  /** Opens a port that leads to one of 127.0.0.1. */
  FaultyLink(int target) throws IOException {
    this(target, Map.of());
  }

  /**
   * Opens one.
   *
   * @param others by which ports other servers are reached, of which this one may tell; may change
   *     until the first connection
   */
  FaultyLink(int target, Map<Integer, Integer> others) throws IOException {
    this.target = target;
    this.others = others;
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), RedisProcess.freePort()));
    daemon(this::acceptAll);
  }

  int port() {
    return listener.getLocalPort();
  }

  String uri() {
    return "redis://127.0.0.1:" + port();
  }

  /** How many pieces were lost, held up or late so far, and how many connections were cut. */
  long harmed() {
    return harmed.get();
  }

  /** How many connections are open. */
  int open() {
    return flows.size();
  }

  /** Delivers everything this much later. */
  void delay(long millis) {
    delayMillis = millis;
  }

  /** Puts the connections that are open now into a state; new ones are not concerned. */
  void setOpenOnes(State state) {
    flows.forEach(flow -> flow.state = state);
  }

  /** Puts all connections into a state, those that are opened from now on too. */
  void setAll(State state) {
    atStart = state;
    setOpenOnes(state);
  }

  /**
   * Delivers what was held, and everything from now on. A connection that has lost something is
   * cut, for what follows the gap makes no sense.
   */
  void mend() {
    atStart = State.OPEN;
    for (Flow flow : flows) {
      if (flow.hasGap) {
        flow.close();
      } else {
        flow.state = State.OPEN;
      }
    }
  }

  /** Closes both ends of what is open. */
  void dropAll() {
    harmed.addAndGet(flows.size());
    flows.forEach(Flow::close);
  }

  @Override
  public void close() {
    close(listener);
    dropAll();
  }

  private void acceptAll() {
    try {
      while (true) {
        Flow flow = new Flow(listener.accept());
        flows.add(flow);
        daemon(flow::run);
      }
    } catch (IOException e) {
      close(listener);
    }
  }

  /** One connection. */
  private final class Flow {

    private final Socket client;
    private volatile Socket server;
    private volatile State state = atStart;
    private volatile boolean closed;
    private volatile boolean hasGap;

    Flow(Socket client) {
      this.client = client;
    }

    void run() {
      try {
        server = new Socket(InetAddress.getLoopbackAddress(), target);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        daemon(() -> pump(server, client, false));
        pump(client, server, true);
      } catch (IOException e) {
        close();
      }
    }

    private void pump(Socket from, Socket to, boolean request) {
      byte[] buffer = new byte[CHUNK];
      AddressRewriter rewriter = new AddressRewriter(request ? Map.of() : others);
      try {
        InputStream in = from.getInputStream();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          if (delayMillis > 0 || state == State.HELD) {
            harmed.incrementAndGet();
          }
          LockSupport.parkNanos(delayMillis * 1_000_000);
          awaitNotHeld();
          if (state == State.OPEN || (state == State.MUTE && request)) {
            if (request || others.isEmpty()) {
              to.getOutputStream().write(buffer, 0, n);
            } else {
              to.getOutputStream().write(rewriter.rewrite(buffer, n));
            }
          } else {
            hasGap = true;
            harmed.incrementAndGet();
          }
        }
        awaitNotHeld();
        if (state == State.LOST) {
          return;
        }
        to.shutdownOutput();
        if (!request) {
          close();
        }
      } catch (IOException e) {
        close();
      }
    }

    private void awaitNotHeld() {
      while (state == State.HELD && !closed) {
        LockSupport.parkNanos(1_000_000);
      }
    }

    void close() {
      closed = true;
      flows.remove(this);
      FaultyLink.close(client);
      if (server != null) {
        FaultyLink.close(server);
      }
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "faulty-link");
    thread.setDaemon(true);
    thread.start();
  }

  private static void close(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      throw new UncheckedIOException(new IOException("could not close " + socket, e));
    }
  }
}
