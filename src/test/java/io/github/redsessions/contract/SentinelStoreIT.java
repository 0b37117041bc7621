package io.github.redsessions.contract;

import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.SentinelFleet;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Nested;

/** The contract over a primary that sentinels name. */
class SentinelStoreIT {

  /** The primary of the shared fleet. */
  interface BehindSentinels extends Servers {
    @Override
    default RedisServer server() {
      return SentinelFleet.shared().primary();
    }

    @Override
    default JsonObject redis() {
      return TestConfig.sentinel(SentinelFleet.shared());
    }
  }

  @Nested
  class Ids extends IdContract implements BehindSentinels {}

  @Nested
  class OwnIds extends OwnIdContract implements BehindSentinels {}

  @Nested
  class Resurrection extends ResurrectionContract implements BehindSentinels {}

  @Nested
  class Deadlines extends DeadlineContract implements BehindSentinels {}

  @Nested
  class Records extends RecordContract implements BehindSentinels {}

  @Nested
  class Concurrency extends ConcurrencyContract implements BehindSentinels {}

  @Nested
  class Prefixes extends PrefixContract implements BehindSentinels {}

  @Nested
  class UserIndexes extends UserIndexContract implements BehindSentinels {}
}
