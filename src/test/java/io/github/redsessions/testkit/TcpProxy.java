package io.github.redsessions.testkit;

import io.github.redsessions.redis.RedisProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * A link to a server on 127.0.0.1 that can be counted, stalled and cut. Safe for use by many
 * threads.
 */
public final class TcpProxy implements AutoCloseable {

  private static final int CHUNK = 64 * 1024;
  private static final int NONE = -1;

  private final int target;
  private final int port;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicLong chunks = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger holding = new AtomicInteger();
  private final Object gate = new Object();
  private final Set<Integer> held = new HashSet<>();
  private final Set<Socket> late = new HashSet<>();
  private boolean paused;
  private volatile ServerSocket listener;
  private volatile Thread acceptor;

  private TcpProxy(int target, int port) {
    this.target = target;
    this.port = port;
  }

  /** Starts a proxy in front of a port of 127.0.0.1. */
  public static TcpProxy to(int target) {
    try {
      TcpProxy proxy = new TcpProxy(target, RedisProcess.freePort());
      proxy.accept();
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String uri() {
    return "redis://127.0.0.1:" + port;
  }

  public int port() {
    return port;
  }

  /**
   * How many pieces came from clients. One write of a client is one piece unless it exceeds what a
   * socket takes at once; several writes in quick succession may arrive as one, so a test that
   * counts writes repeats itself.
   */
  public long chunks() {
    return chunks.get();
  }

  /** How many bytes came from clients. */
  public long bytes() {
    return bytes.get();
  }

  /** How many connections were accepted since the start. */
  public int accepted() {
    return accepted.get();
  }

  /** How many connections are open now, those to the server included. */
  public int open() {
    return sockets.size();
  }

  /** Forwards nothing in either direction until {@link #resume()}; connections stay open. */
  public void pause() {
    setPaused(true);
  }

  public void resume() {
    setPaused(false);
  }

  /**
   * Brings what comes from clients to the server, and nothing back, until {@link #release}.
   *
   * @param port of the connection, as the server sees it
   */
  public void holdReplies(int port) {
    synchronized (gate) {
      held.add(port);
    }
  }

  /**
   * Tells whether a connection, named by its port as the server sees it, is one of this proxy's.
   */
  public boolean carries(int port) {
    return sockets.stream()
        .anyMatch(socket -> socket.getLocalPort() == port && socket.getPort() == target);
  }

  /**
   * Keeps what the clients of all connections send that are open now, until {@link #release}: then
   * the server gets it, also if its sender has closed the connection meanwhile, as from a network.
   */
  public void holdRequests() {
    synchronized (gate) {
      late.addAll(sockets);
    }
  }

  /** How many connections have something that {@link #holdRequests} holds. */
  public int holding() {
    return holding.get();
  }

  /**
   * Lets everything through again that {@link #holdReplies} and {@link #holdRequests} have held.
   */
  public void release() {
    synchronized (gate) {
      held.clear();
      late.clear();
      gate.notifyAll();
    }
  }

  /** Closes every connection that is open now; new ones are accepted. */
  public void dropAll() {
    sockets.forEach(TcpProxy::close);
  }

  /** Refuses new connections until {@link #accept()}; open ones stay. */
  public void refuse() {
    close(listener);
    try {
      // The system keeps listening until the thread inside accept has left it.
      acceptor.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while closing the proxy", e);
    }
  }

  /** Accepts connections again after {@link #refuse()}. */
  public void accept() {
    try {
      ServerSocket server = new ServerSocket();
      server.setReuseAddress(true);
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      listener = server;
      acceptor = daemon(() -> acceptAll(server));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    refuse();
    dropAll();
    resume();
    release();
  }

  private void acceptAll(ServerSocket server) {
    try {
      while (true) {
        Socket client = server.accept();
        sockets.add(client);
        accepted.incrementAndGet();
        daemon(() -> connect(client));
      }
    } catch (IOException e) {
      close(server);
    }
  }

  private void connect(Socket client) {
    try {
      Socket upstream = new Socket(InetAddress.getLoopbackAddress(), target);
      sockets.add(upstream);
      client.setTcpNoDelay(true);
      upstream.setTcpNoDelay(true);
      daemon(() -> pump(upstream, client, false));
      pump(client, upstream, true);
    } catch (IOException e) {
      forget(client);
    }
  }

  private void pump(Socket from, Socket to, boolean counted) {
    byte[] buffer = new byte[CHUNK];
    try {
      for (int n = from.getInputStream().read(buffer);
          n >= 0;
          n = from.getInputStream().read(buffer)) {
        if (counted) {
          chunks.incrementAndGet();
          bytes.addAndGet(n);
        }
        if (counted) {
          awaitNotLate(from);
        }
        awaitOpenGate(counted ? NONE : from.getLocalPort());
        to.getOutputStream().write(buffer, 0, n);
      }
    } catch (IOException e) {
      forget(from);
    } finally {
      forget(from);
      forget(to);
    }
  }

  private void forget(Socket socket) {
    sockets.remove(socket);
    close(socket);
  }

  private void setPaused(boolean value) {
    synchronized (gate) {
      paused = value;
      gate.notifyAll();
    }
  }

  private void awaitNotLate(Socket client) throws IOException {
    synchronized (gate) {
      if (late.contains(client)) {
        holding.incrementAndGet();
        awaitWhile(() -> late.contains(client));
        holding.decrementAndGet();
      }
    }
  }

  private void awaitOpenGate(int port) throws IOException {
    synchronized (gate) {
      awaitWhile(() -> paused || held.contains(port));
    }
  }

  private void awaitWhile(BooleanSupplier condition) throws IOException {
    while (condition.getAsBoolean()) {
      try {
        gate.wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "tcp-proxy");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      throw new IllegalStateException("could not close " + resource, e);
    }
  }
}
