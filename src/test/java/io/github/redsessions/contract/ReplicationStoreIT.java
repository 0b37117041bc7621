package io.github.redsessions.contract;

import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.SentinelFleet;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Nested;

/** The contract over a primary of a static list. */
class ReplicationStoreIT {

  /** The primary of the shared fleet. */
  interface OfAList extends Servers {
    @Override
    default RedisServer server() {
      return SentinelFleet.shared().primary();
    }

    @Override
    default JsonObject redis() {
      return TestConfig.replication(SentinelFleet.shared());
    }
  }

  @Nested
  class Ids extends IdContract implements OfAList {}

  @Nested
  class OwnIds extends OwnIdContract implements OfAList {}

  @Nested
  class Resurrection extends ResurrectionContract implements OfAList {}

  @Nested
  class Deadlines extends DeadlineContract implements OfAList {}

  @Nested
  class Records extends RecordContract implements OfAList {}

  @Nested
  class Concurrency extends ConcurrencyContract implements OfAList {}

  @Nested
  class Prefixes extends PrefixContract implements OfAList {}

  @Nested
  class UserIndexes extends UserIndexContract implements OfAList {}
}
