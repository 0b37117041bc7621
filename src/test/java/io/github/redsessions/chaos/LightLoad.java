package io.github.redsessions.chaos;

import io.github.redsessions.testkit.LightConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Guests who each have a connection and one request at a time, all from the thread that calls: on a
 * small machine, what visitors take is missing elsewhere. Blocks for as long as a load lasts, and
 * not for use by many threads.
 */
final class LightLoad implements AutoCloseable {

  /** What a request is counted as that got no answer. */
  static final int NONE = 0;

  /** Longer than any answer may take. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final int LONGEST_MS = 60_000;

  private final Selector selector = Selector.open();
  private final List<LightConnection> connections = new ArrayList<>();
  private final Deque<LightConnection> idle = new ArrayDeque<>();
  private final Supplier<Duration> cpu;
  private Count count;
  private boolean closedLoop;
  private boolean sending;

  /**
   * Opens a connection for each guest.
   *
   * @param port on the loopback address
   * @param cpu what the service has taken so far
   */
  LightLoad(int port, List<? extends LightConnection.Guest> guests, Supplier<Duration> cpu)
      throws IOException {
    this.cpu = cpu;
    for (LightConnection.Guest guest : guests) {
      LightConnection connection = new LightConnection(port, guest);
      connection.connect(selector);
      connections.add(connection);
      idle.add(connection);
    }
  }

  /**
   * What came of a load.
   *
   * @param rate answers of 200 a second
   * @param ofCpu answers of 200 a second of the service's CPU time
   * @param answers how many there were of each status
   * @param medianMs of the answers of any status
   * @param p99Ms 99 % were faster
   * @param longestMs how long the slowest took
   * @param notSent how many found all connections in use
   */
  record Result(
      double rate,
      double ofCpu,
      Map<Integer, Long> answers,
      long medianMs,
      long p99Ms,
      long longestMs,
      long notSent) {

    @Override
    public String toString() {
      return "%,.0f/s, %,.0f/s of CPU, %s, median %d, p99 %d, longest %d ms, %,d not sent"
          .formatted(rate, ofCpu, answers, medianMs, p99Ms, longestMs, notSent);
    }
  }

  private final class Count {
    final Map<Integer, Long> answers = new TreeMap<>();
    final long[] times = new long[LONGEST_MS + 1];
    final long begin = System.nanoTime();
    final Duration cpuBefore = cpu.get();
    long inTime;
    double seconds;
    double cpuSeconds;
    long notSent;

    void answered(int status, long since) {
      answers.merge(status, 1L, Long::sum);
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
      times[(int) Math.min(LONGEST_MS, millis)]++;
    }

    /** What is answered from now on isn't part of the rate. */
    void stop() {
      seconds = (System.nanoTime() - begin) / 1e9;
      cpuSeconds = cpu.get().minus(cpuBefore).toMillis() / 1e3;
      inTime = answers.getOrDefault(200, 0L);
    }

    Result result() {
      return new Result(
          inTime / seconds, inTime / cpuSeconds, answers, time(0.5), time(0.99), time(1), notSent);
    }

    private long time(double part) {
      long all = answers.values().stream().mapToLong(Long::longValue).sum();
      long seen = 0;
      int millis = 0;
      for (; millis < LONGEST_MS && seen + times[millis] < all * part; millis++) {
        seen += times[millis];
      }
      return millis;
    }
  }

  /** The first guests, who each send the next request when the one before is answered. */
  Result closed(int guests, Duration duration) throws IOException {
    closedLoop = true;
    begin();
    for (int i = 0; i < guests; i++) {
      send(idle.remove(), System.nanoTime());
    }
    return end(duration, 0);
  }

  /** Requests at a rate, whether others have been answered or not, as long as a guest is free. */
  Result open(double rate, Duration duration) throws IOException {
    closedLoop = false;
    begin();
    return end(duration, rate);
  }

  @Override
  public void close() throws IOException {
    for (LightConnection connection : connections) {
      connection.close();
    }
    selector.close();
  }

  private void begin() {
    count = new Count();
    sending = true;
  }

  private Result end(Duration duration, double rate) throws IOException {
    long end = count.begin + duration.toNanos();
    long sent = 0;
    for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
      long due = (long) ((now - count.begin) / 1e9 * rate);
      for (; sent < due; sent++) {
        if (idle.isEmpty()) {
          count.notSent += due - sent;
          sent = due;
          break;
        }
        send(idle.remove(), now);
      }
      selector.select(this::ready, 1);
    }
    sending = false;
    count.stop();
    // Whoever is still waiting is answered before the next load begins.
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (idle.size() < connections.size()) {
      if (System.nanoTime() > deadline) {
        throw new IOException(connections.size() - idle.size() + " requests have no answer");
      }
      selector.select(this::ready, 10);
    }
    return count.result();
  }

  private void send(LightConnection connection, long due) throws IOException {
    try {
      connection.send(due);
    } catch (IOException e) {
      broken(connection);
    }
  }

  private void ready(SelectionKey key) {
    LightConnection connection = (LightConnection) key.attachment();
    try {
      int status = connection.receive();
      if (status != 0) {
        count.answered(status, connection.since());
        next(connection);
      }
    } catch (IOException e) {
      try {
        broken(connection);
      } catch (IOException again) {
        again.addSuppressed(e);
        throw new UncheckedIOException(again);
      }
    }
  }

  private void broken(LightConnection connection) throws IOException {
    count.answered(NONE, connection.since());
    connection.guest().answered(NONE, null);
    connection.close();
    connection.connect(selector);
    next(connection);
  }

  private void next(LightConnection connection) throws IOException {
    if (closedLoop && sending) {
      send(connection, System.nanoTime());
    } else {
      idle.add(connection);
    }
  }
}
