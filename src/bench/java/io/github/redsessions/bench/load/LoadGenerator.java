package io.github.redsessions.bench.load;

import io.github.redsessions.testkit.LightConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Sends requests over many connections from one thread, since on a small machine what it uses is
 * missing elsewhere. The connections stay open from one load to the next. Not safe for use by many
 * threads.
 */
public final class LoadGenerator implements AutoCloseable {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final long HIGHEST_NANOS = 60_000_000_000L;

  /** Requests are sent a little too late rather than by a thread that never rests. */
  private static final long PACE_NANOS = 20_000;

  private static final long DRAIN_NANOS = 5_000_000_000L;

  private final int expectedStatus;
  private final Selector selector;
  private final List<LightConnection> connections = new ArrayList<>();
  private final Queue<LightConnection> idle = new ConcurrentLinkedQueue<>();
  private final Histogram latencies = new Histogram(HIGHEST_NANOS, 3);
  private volatile boolean sending;
  private boolean measuring;
  private boolean closedLoop;
  private int inFlight;
  private long answered;
  private long errors;

  /**
   * Opens the connections.
   *
   * @param port on the loopback address
   * @param expectedStatus of a response that is right
   * @param scripts one for each connection
   */
  public LoadGenerator(int port, int expectedStatus, List<Script> scripts) throws IOException {
    this.expectedStatus = expectedStatus;
    this.selector = Selector.open();
    for (Script script : scripts) {
      LightConnection connection = new LightConnection(port, script);
      connection.connect(selector);
      connections.add(connection);
    }
  }

  /**
   * Keeps every connection busy: each sends its next request when the last is answered.
   *
   * @param rampNanos for how long before anything is counted
   * @param nanos for how long is counted
   * @param measure runs what is to be read of others at the beginning and at the end
   */
  public LoadResult closedLoop(long rampNanos, long nanos, Runnable measure) throws IOException {
    closedLoop = true;
    begin();
    for (LightConnection connection : connections) {
      connection.send(System.nanoTime());
      inFlight++;
    }
    runUntil(System.nanoTime() + rampNanos);
    measure.run();
    long cpu = ownCpu();
    long start = System.nanoTime();
    measuring = true;
    runUntil(start + nanos);
    measuring = false;
    long end = System.nanoTime();
    cpu = ownCpu() - cpu;
    measure.run();
    drain();
    return result(end - start, cpu);
  }

  /**
   * Sends at a fixed rate, whatever the server does. A response's time is taken from when its
   * request was to leave, so that a server that stops for a while is charged for all whom it kept
   * waiting.
   *
   * @param rate requests a second
   * @param rampNanos for how long before anything is counted
   * @param nanos for how long is counted
   * @param measure runs what is to be read of others at the beginning and at the end
   */
  public LoadResult openLoop(double rate, long rampNanos, long nanos, Runnable measure)
      throws IOException {
    closedLoop = false;
    begin();
    idle.clear();
    idle.addAll(connections);
    Pacer pacer = new Pacer(rate, System.nanoTime());
    pacer.start();
    runUntil(System.nanoTime() + rampNanos);
    measure.run();
    long cpu = ownCpu() + pacer.cpu();
    long start = System.nanoTime();
    measuring = true;
    runUntil(start + nanos);
    measuring = false;
    long end = System.nanoTime();
    cpu = ownCpu() + pacer.cpu() - cpu;
    measure.run();
    sending = false;
    pacer.finish();
    inFlight = connections.size() - idle.size();
    drain();
    return result(end - start, cpu);
  }

  @Override
  public void close() throws IOException {
    for (LightConnection connection : connections) {
      connection.close();
    }
    selector.close();
  }

  private void begin() {
    latencies.reset();
    answered = 0;
    errors = 0;
    inFlight = 0;
    measuring = false;
    sending = true;
  }

  private LoadResult result(long nanos, long cpu) {
    return new LoadResult(answered, errors, nanos / 1e9, cpu, latencies.copy());
  }

  private void runUntil(long deadline) throws IOException {
    for (long left = deadline - System.nanoTime(); left > 0; left = deadline - System.nanoTime()) {
      selector.select(this::ready, Math.max(1, left / 1_000_000));
    }
  }

  /** Waits for what is in flight, so that the next load meets a server at rest. */
  private void drain() throws IOException {
    sending = false;
    long deadline = System.nanoTime() + DRAIN_NANOS;
    while (inFlight > 0) {
      if (System.nanoTime() > deadline) {
        throw new IOException(inFlight + " requests were not answered");
      }
      selector.select(this::ready, 100);
    }
  }

  private void ready(SelectionKey key) {
    LightConnection connection = (LightConnection) key.attachment();
    try {
      int status = connection.receive();
      if (status != 0) {
        answered(connection, status);
      }
    } catch (IOException e) {
      broken(connection, e);
    }
  }

  private void answered(LightConnection connection, int status) throws IOException {
    if (measuring) {
      if (status == expectedStatus) {
        answered++;
        latencies.recordValue(Math.min(System.nanoTime() - connection.since(), HIGHEST_NANOS));
      } else {
        errors++;
      }
    }
    if (!closedLoop) {
      inFlight--;
      idle.add(connection);
    } else if (sending) {
      connection.send(System.nanoTime());
    } else {
      inFlight--;
    }
  }

  private void broken(LightConnection connection, IOException cause) {
    errors++;
    try {
      connection.close();
      connection.connect(selector);
      if (closedLoop && sending) {
        connection.send(System.nanoTime());
      } else {
        inFlight--;
        idle.add(connection);
      }
    } catch (IOException e) {
      e.addSuppressed(cause);
      throw new UncheckedIOException(e);
    }
  }

  private static long ownCpu() {
    return THREADS.getCurrentThreadCpuTime();
  }

  /** The thread that sends at a fixed rate while the generator's own reads. */
  private final class Pacer extends Thread {

    private final double intervalNanos;
    private final long start;
    private volatile IOException failure;

    Pacer(double rate, long start) {
      super("bench-pacer");
      this.intervalNanos = 1e9 / rate;
      this.start = start;
      setDaemon(true);
    }

    @Override
    public void run() {
      try {
        for (long sent = 0; sending; sent++) {
          long due = start + (long) (sent * intervalNanos);
          while (sending && System.nanoTime() < due) {
            LockSupport.parkNanos(Math.min(PACE_NANOS, due - System.nanoTime()));
          }
          LightConnection connection = idle.poll();
          while (connection == null && sending) {
            LockSupport.parkNanos(PACE_NANOS);
            connection = idle.poll();
          }
          if (connection != null) {
            connection.send(due);
          }
        }
      } catch (IOException e) {
        failure = e;
      }
    }

    long cpu() {
      return THREADS.getThreadCpuTime(getId());
    }

    void finish() throws IOException {
      try {
        join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
      if (failure != null) {
        throw failure;
      }
    }
  }
}
