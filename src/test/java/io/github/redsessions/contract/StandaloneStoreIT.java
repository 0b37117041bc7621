package io.github.redsessions.contract;

import io.github.redsessions.testkit.RedisServer;
import org.junit.jupiter.api.Nested;

/** The contract over one Redis server. */
class StandaloneStoreIT {

  /** The shared one. */
  interface OneServer extends Servers {
    @Override
    default RedisServer server() {
      return RedisServer.shared();
    }
  }

  @Nested
  class Ids extends IdContract implements OneServer {}

  @Nested
  class OwnIds extends OwnIdContract implements OneServer {}

  @Nested
  class Resurrection extends ResurrectionContract implements OneServer {}

  @Nested
  class Deadlines extends DeadlineContract implements OneServer {}

  @Nested
  class Records extends RecordContract implements OneServer {}

  @Nested
  class Concurrency extends ConcurrencyContract implements OneServer {}

  @Nested
  class Prefixes extends PrefixContract implements OneServer {}

  @Nested
  class UserIndexes extends UserIndexContract implements OneServer {}
}
