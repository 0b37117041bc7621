package io.github.redsessions.contract;

import io.github.redsessions.testkit.RedisServer;
import org.junit.jupiter.api.Nested;

/** The contract over one Redis server. */
class StandaloneStoreIT {

  @Nested
  class Ids extends IdContract {
    @Override
    RedisServer server() {
      return RedisServer.shared();
    }
  }

  @Nested
  class Resurrection extends ResurrectionContract {
    @Override
    RedisServer server() {
      return RedisServer.shared();
    }
  }

  @Nested
  class Deadlines extends DeadlineContract {
    @Override
    RedisServer server() {
      return RedisServer.shared();
    }
  }

  @Nested
  class Records extends RecordContract {
    @Override
    RedisServer server() {
      return RedisServer.shared();
    }
  }

  @Nested
  class Concurrency extends ConcurrencyContract {
    @Override
    RedisServer server() {
      return RedisServer.shared();
    }
  }

  @Nested
  class Prefixes extends PrefixContract {
    @Override
    RedisServer server() {
      return RedisServer.shared();
    }
  }
}
