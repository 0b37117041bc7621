package io.github.redsessions.bench;

import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.RespClient;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Sends PING over a connection of its own every millisecond, which tells what a round trip to Redis
 * takes at the moment, and how long Redis was busy with something else.
 */
final class RoundTrips implements AutoCloseable {

  private static final long PAUSE_NANOS = 1_000_000;

  private final RespClient client;
  private final Histogram nanos = new Histogram(60_000_000_000L, 3);
  private final Thread thread = new Thread(this::run, "bench-ping");
  private volatile boolean stopped;

  private RoundTrips(RespClient client) {
    this.client = client;
  }

  /** Starts to send. */
  static RoundTrips to(RedisServer server) {
    RoundTrips started = new RoundTrips(server.connect());
    started.thread.setDaemon(true);
    started.thread.start();
    return started;
  }

  private void run() {
    while (!stopped) {
      long start = System.nanoTime();
      client.command("PING");
      nanos.recordValue(System.nanoTime() - start);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** How long they took; to be asked once it is closed. */
  Histogram nanos() {
    return nanos;
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    client.close();
  }
}
