package io.github.redsessions.failover;

import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;

/**
 * What the visitors saw of one failover. Times are in milliseconds.
 *
 * @param redisGap how long Redis itself had no primary
 * @param behindRedis how much later the first visitor was served again
 * @param lastBehindRedis how much later the last visitor was served again
 * @param longestGap the longest time that a visitor was not served
 * @param requests how many requests were answered as they should
 * @param failed how many were answered 503
 * @param unexpected the status of those that were answered otherwise
 * @param lostWrites how many acknowledged counts were lost
 * @param lostLogins how many acknowledged logins were lost
 * @param resurrected how many requests a cookie was taken after its acknowledged logout
 * @param late how many requests were answered after their budget
 */
record Figures(
    long redisGap,
    long behindRedis,
    long lastBehindRedis,
    long longestGap,
    long requests,
    long failed,
    List<Integer> unexpected,
    long lostWrites,
    long lostLogins,
    long resurrected,
    long late) {

  static Figures of(Failover failover, List<Visitor> all, List<Visitor> concerned) {
    long[] back =
        concerned.stream()
            .mapToLong(visitor -> visitor.firstSuccessAfter(failover.writable()))
            .filter(moment -> moment > 0)
            .map(moment -> millis(moment - failover.writable()))
            .toArray();
    return new Figures(
        millis(failover.writable() - failover.begin()),
        LongStream.of(back).min().orElse(-1),
        LongStream.of(back).max().orElse(-1),
        millis(concerned.stream().mapToLong(Visitor::longestGap).max().orElse(0)),
        sum(all, Visitor::successes),
        sum(all, visitor -> visitor.failed),
        all.stream().flatMap(visitor -> visitor.unexpected.stream()).distinct().toList(),
        sum(all, visitor -> visitor.lostWrites),
        sum(all, visitor -> visitor.lostLogin ? 1 : 0),
        sum(all, visitor -> visitor.resurrected),
        sum(all, visitor -> visitor.late));
  }

  private static long sum(List<Visitor> visitors, ToLongFunction<Visitor> count) {
    return visitors.stream().mapToLong(count).sum();
  }

  private static long millis(long nanos) {
    return nanos / 1_000_000;
  }
}
