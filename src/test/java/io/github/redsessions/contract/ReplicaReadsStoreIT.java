package io.github.redsessions.contract;

import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.SentinelFleet;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Nested;

/** The contract where replicas are read: nobody can tell. Row R6. */
class ReplicaReadsStoreIT {

  private static RedisServer primary() {
    return SentinelFleet.shared().primary();
  }

  private static JsonObject section() {
    return TestConfig.sentinel(SentinelFleet.shared()).put("reads", "replica");
  }

  @Nested
  class Ids extends IdContract {
    @Override
    RedisServer server() {
      return primary();
    }

    @Override
    JsonObject redis() {
      return section();
    }
  }

  @Nested
  class Resurrection extends ResurrectionContract {
    @Override
    RedisServer server() {
      return primary();
    }

    @Override
    JsonObject redis() {
      return section();
    }
  }

  @Nested
  class Deadlines extends DeadlineContract {
    @Override
    RedisServer server() {
      return primary();
    }

    @Override
    JsonObject redis() {
      return section();
    }
  }

  @Nested
  class Records extends RecordContract {
    @Override
    RedisServer server() {
      return primary();
    }

    @Override
    JsonObject redis() {
      return section();
    }
  }

  @Nested
  class Concurrency extends ConcurrencyContract {
    @Override
    RedisServer server() {
      return primary();
    }

    @Override
    JsonObject redis() {
      return section();
    }
  }

  @Nested
  class Prefixes extends PrefixContract {
    @Override
    RedisServer server() {
      return primary();
    }

    @Override
    JsonObject redis() {
      return section();
    }
  }
}
