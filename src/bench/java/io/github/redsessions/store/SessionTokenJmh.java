package io.github.redsessions.store;

import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What it costs to check an id: its form, and its secret against the stored hash. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SessionTokenJmh {

  private final SecureRandom random = new SecureRandom();
  private final SessionToken token = SessionToken.generate(random::nextBytes, 0);
  private final String text = token.text();
  private final String hash = token.secretHash();

  @Benchmark
  public SessionToken parse() {
    return SessionToken.parse(text);
  }

  @Benchmark
  public boolean hasHash() {
    return token.hasHash(hash);
  }

  @Benchmark
  public SessionToken generate() {
    return SessionToken.generate(random::nextBytes, 0);
  }
}
