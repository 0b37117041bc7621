package io.github.redsessions.contract;

import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.SentinelFleet;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Nested;

/** The contract where replicas are read: nobody can tell. Row R6. */
class ReplicaReadsStoreIT {

  /** The shared fleet, whose replicas are read. */
  interface WithReplicas extends Servers {
    @Override
    default RedisServer server() {
      return SentinelFleet.shared().primary();
    }

    @Override
    default JsonObject redis() {
      return TestConfig.sentinel(SentinelFleet.shared()).put("reads", "replica");
    }
  }

  @Nested
  class Ids extends IdContract implements WithReplicas {}

  @Nested
  class OwnIds extends OwnIdContract implements WithReplicas {}

  @Nested
  class Resurrection extends ResurrectionContract implements WithReplicas {}

  @Nested
  class Deadlines extends DeadlineContract implements WithReplicas {}

  @Nested
  class Records extends RecordContract implements WithReplicas {}

  @Nested
  class Concurrency extends ConcurrencyContract implements WithReplicas {}

  @Nested
  class Prefixes extends PrefixContract implements WithReplicas {}
}
