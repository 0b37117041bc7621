package io.github.redsessions.store;

import io.github.redsessions.config.CookieConfig.SigningKey;
import io.github.redsessions.config.SessionsConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What it costs to sign a cookie's value, and to verify one, good or forged. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class KeyRingJmh {

  private final SecureRandom random = new SecureRandom();
  private final KeyRing ring = new KeyRing(keys());
  private final String token = SessionToken.generate(random::nextBytes, 0).text();
  private final String signed = ring.sign(token);
  private final String forged =
      signed.substring(0, signed.length() - 1) + (signed.endsWith("A") ? "E" : "A");

  private static List<SigningKey> keys() {
    JsonObject key =
        new JsonObject().put("id", "k1").put("secret", "only-for-the-benchmark-and-long-enough");
    JsonObject config =
        new JsonObject()
            .put("cookie", new JsonObject().put("signingKeys", new JsonArray().add(key)));
    return SessionsConfig.from(config).cookie().signingKeys();
  }

  @Benchmark
  public String sign() {
    return ring.sign(token);
  }

  @Benchmark
  public String verify() {
    return ring.verify(signed);
  }

  @Benchmark
  public String refuseForged() {
    return ring.verify(forged);
  }
}
