package io.github.redsessions;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;

/** Lets tests of other packages open sessions with a clock of their own. */
public final class SessionsUnderTest {

  private SessionsUnderTest() {}

  public static Future<RedisSessions> open(Vertx vertx, JsonObject config, InstantSource clock) {
    return open(vertx, config, List.of(), clock);
  }

  public static Future<RedisSessions> open(
      Vertx vertx, JsonObject config, List<AttributeCodec<?>> codecs, InstantSource clock) {
    return RedisSessions.open(vertx, config, codecs, clock, System::nanoTime);
  }

  /** Opens sessions whose near cache measures its bound with another clock. */
  public static Future<RedisSessions> open(
      Vertx vertx, JsonObject config, InstantSource clock, LongSupplier nanoTime) {
    return RedisSessions.open(vertx, config, List.of(), clock, nanoTime);
  }
}
