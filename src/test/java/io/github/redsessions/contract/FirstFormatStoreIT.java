package io.github.redsessions.contract;

import io.github.redsessions.testkit.RedisServer;
import org.junit.jupiter.api.Nested;

/** The contract over one Redis server, whose sessions are created in the first format. */
class FirstFormatStoreIT {

  /** The shared one. */
  interface FirstFormat extends Servers {
    @Override
    default RedisServer server() {
      return RedisServer.shared();
    }

    @Override
    default int format() {
      return 1;
    }
  }

  @Nested
  class OwnIds extends OwnIdContract implements FirstFormat {}

  @Nested
  class Resurrection extends ResurrectionContract implements FirstFormat {}

  @Nested
  class Deadlines extends DeadlineContract implements FirstFormat {}

  @Nested
  class Records extends RecordContract implements FirstFormat {}

  @Nested
  class Concurrency extends ConcurrencyContract implements FirstFormat {}

  @Nested
  class UserIndexes extends UserIndexContract implements FirstFormat {}
}
