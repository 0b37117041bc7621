package io.github.redsessions.bench;

import io.github.redsessions.bench.app.Usage;

/**
 * Reads what a contender and its database have used, when a measurement begins and when it ends.
 */
final class Meter implements Runnable {

  private final ContenderProcess process;
  private Usage usage = new Usage(0, 0);
  private Usage used = new Usage(0, 0);
  private long databaseCpu;
  private long databaseUsed;

  Meter(ContenderProcess process) {
    this.process = process;
  }

  @Override
  public void run() {
    Usage now = process.usage();
    long databaseNow = process.database().cpuNanos();
    used =
        new Usage(now.cpuNanos() - usage.cpuNanos(), now.allocatedBytes() - usage.allocatedBytes());
    databaseUsed = databaseNow - databaseCpu;
    usage = now;
    databaseCpu = databaseNow;
  }

  /** What was used between the last two runs. */
  Usage used() {
    return used;
  }

  long databaseCpuNanos() {
    return databaseUsed;
  }
}
