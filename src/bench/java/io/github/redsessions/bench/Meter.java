package io.github.redsessions.bench;

import io.github.redsessions.bench.app.Usage;

/** Reads what a contender and Redis have used, when a measurement begins and when it ends. */
final class Meter implements Runnable {

  private final ContenderProcess process;
  private final RedisUnderLoad redis;
  private Usage usage = new Usage(0, 0);
  private Usage used = new Usage(0, 0);
  private long redisCpu;
  private long redisUsed;

  Meter(ContenderProcess process, RedisUnderLoad redis) {
    this.process = process;
    this.redis = redis;
  }

  @Override
  public void run() {
    Usage now = process.usage();
    long redisNow = redis.cpuNanos();
    used =
        new Usage(now.cpuNanos() - usage.cpuNanos(), now.allocatedBytes() - usage.allocatedBytes());
    redisUsed = redisNow - redisCpu;
    usage = now;
    redisCpu = redisNow;
  }

  /** What was used between the last two runs. */
  Usage used() {
    return used;
  }

  long redisCpuNanos() {
    return redisUsed;
  }
}
