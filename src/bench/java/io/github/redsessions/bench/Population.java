package io.github.redsessions.bench;

import io.github.redsessions.testkit.RespClient;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Whether it matters how many sessions there are: two processes on two Redis servers, one with a
 * thousand sessions and one with a million, in interleaved rounds; and how long {@code size()} and
 * {@code clear()} keep others waiting at a million.
 */
final class Population {

  private static final int FEW = 1_000;
  private static final int MANY = 1_000_000;
  private static final int COPIES_PER_CALL = 2_000;

  /** Copies a record with its TTL, under names of the same form: 22 characters of base64url. */
  private static final String COPY =
      "for i = tonumber(ARGV[1]), tonumber(ARGV[2]) do redis.call('COPY', KEYS[1], ARGV[3] .. "
          + "string.format('%021d', i) .. 'A') end";

  private final Settings settings;
  private final Progress progress;

  Population(Settings settings, Progress progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * What was found.
   *
   * @param fewMicros CPU of application and Redis for an unchanged read among a thousand sessions
   * @param manyMicros the same among a million
   * @param timeRatio the median of the ratios of the times per request in the same round, many to
   *     few
   * @param size how long {@code size()} blocks Redis at a million
   * @param clear how long {@code clear()} does
   */
  record Result(
      double fewMicros, double manyMicros, double timeRatio, Blocking size, Blocking clear) {}

  /**
   * How a call that goes through all sessions kept others waiting.
   *
   * @param seconds how long the call took
   * @param maxMillis the longest round trip of another connection meanwhile
   * @param p999Millis 99.9 % of them were faster
   * @param longestCommandMillis the longest single command, by Redis' own clock
   * @param idleMaxMillis the longest round trip in a second without the call, for comparison
   */
  record Blocking(
      double seconds,
      double maxMillis,
      double p999Millis,
      double longestCommandMillis,
      double idleMaxMillis) {}

  Result run() throws IOException, SkippedException {
    try (RedisDatabase few = new RedisDatabase();
        RedisDatabase many = new RedisDatabase();
        ContenderProcess withFew = ContenderProcess.start(Contender.GUARD, 1, few);
        ContenderProcess withMany = ContenderProcess.start(Contender.GUARD, 1, many)) {
      fill(few, withFew, FEW);
      fill(many, withMany, MANY);
      Settings reads = settings.with(1, List.of(Load.READ));
      List<ContenderProcess> both = List.of(withFew, withMany);
      for (ContenderProcess process : both) {
        new WarmUp(reads, progress).run(process);
      }
      Rounds rounds = new Rounds(reads, few, progress);
      double[] ratios = new double[reads.rounds(Load.READ)];
      double[] fewMicros = new double[ratios.length];
      double[] manyMicros = new double[ratios.length];
      for (int i = 0; i < ratios.length; i++) {
        Sample ofFew = rounds.once(Load.READ, i + 1, withFew);
        Sample ofMany = rounds.once(Load.READ, i + 1, withMany);
        ratios[i] = ofFew.requestsPerSecond() / ofMany.requestsPerSecond();
        fewMicros[i] = ofFew.appCpuMicros() + ofFew.databaseCpuMicros();
        manyMicros[i] = ofMany.appCpuMicros() + ofMany.databaseCpuMicros();
      }
      Blocking size = blocking(many, withMany, "size");
      Blocking clear = blocking(many, withMany, "clear");
      return new Result(
          Summary.middle(fewMicros),
          Summary.middle(manyMicros),
          Summary.middle(ratios),
          size,
          clear);
    }
  }

  private void fill(RedisDatabase redis, ContenderProcess process, int count) throws IOException {
    String handle = process.session(0, 0).substring("sid=".length(), "sid=".length() + 22);
    try (RespClient client = redis.server().connect()) {
      List<?> page =
          (List<?>) client.command("SCAN", "0", "MATCH", "*" + handle + "*", "COUNT", "100000");
      String key = (String) ((List<?>) page.get(1)).get(0);
      String start = key.substring(0, key.indexOf(handle));
      for (int i = 1; i < count; i += COPIES_PER_CALL) {
        int last = Math.min(count - 1, i + COPIES_PER_CALL - 1);
        client.command("EVAL", COPY, "1", key, Integer.toString(i), Integer.toString(last), start);
      }
      progress.line("%,d sessions stored".formatted((Long) client.command("DBSIZE")));
    }
  }

  private Blocking blocking(RedisDatabase redis, ContenderProcess process, String word) {
    progress.line("%s() at a million sessions".formatted(word));
    double idle = millis(idle(redis));
    try (RespClient client = redis.server().connect()) {
      client.command("CONFIG", "SET", "slowlog-log-slower-than", "200");
      client.command("CONFIG", "SET", "slowlog-max-len", "100000");
      client.command("SLOWLOG", "RESET");
      RoundTrips roundTrips = RoundTrips.to(redis.server());
      long start = System.nanoTime();
      String answer = process.ask(word);
      double seconds = (System.nanoTime() - start) / 1e9;
      roundTrips.close();
      double longest =
          ((List<?>) client.command("SLOWLOG", "GET", "-1"))
                  .stream().mapToLong(entry -> (Long) ((List<?>) entry).get(2)).max().orElse(0)
              / 1e3;
      Histogram nanos = roundTrips.nanos();
      Blocking found =
          new Blocking(
              seconds,
              millis(nanos.getMaxValue()),
              millis(nanos.getValueAtPercentile(99.9)),
              longest,
              idle);
      progress.line(
          "%s() says %s after %.1f s; PING took %.2f ms at most, %.2f ms without it"
              .formatted(word, answer, seconds, found.maxMillis(), idle));
      return found;
    }
  }

  private static long idle(RedisDatabase redis) {
    RoundTrips roundTrips = RoundTrips.to(redis.server());
    try {
      TimeUnit.SECONDS.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      roundTrips.close();
    }
    return roundTrips.nanos().getMaxValue();
  }

  private static double millis(long nanos) {
    return nanos / 1e6;
  }
}
