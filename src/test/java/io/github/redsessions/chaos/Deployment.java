package io.github.redsessions.chaos;

import io.github.redsessions.testkit.RedisServer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/** The Redis servers of a run, and what can be done to them. Its methods block. */
interface Deployment extends AutoCloseable {

  /** The section {@code redis} for one of the services. */
  JsonObject redis(int service);

  /** For how long commands are tried again. */
  long retryBudgetMs();

  /** Who takes writes now. */
  List<RedisServer> primaries();

  /** All servers that hold sessions. */
  List<RedisServer> servers();

  /** What can be broken, by name. */
  Map<String, Function<Random, Broken>> faults();

  /** Waits until everything runs again. */
  void awaitComplete();

  @Override
  void close();
}
