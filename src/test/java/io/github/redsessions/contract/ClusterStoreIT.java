package io.github.redsessions.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.ClusterFleet;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestClassOrder;

/** The contract over a cluster of three primaries. */
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
class ClusterStoreIT {

  /** The shared cluster. */
  interface InACluster extends Servers {
    @Override
    default RedisServer server() {
      return servers().get(0);
    }

    @Override
    default List<RedisServer> servers() {
      return ClusterFleet.shared().servers().subList(0, 3);
    }

    @Override
    default RedisServer serverOf(String key) {
      return ClusterFleet.shared().primaryOf(key);
    }

    @Override
    default JsonObject redis() {
      return TestConfig.redis(server().uri())
          .put("mode", "cluster")
          .put("endpoints", new JsonArray(ClusterFleet.shared().uris()));
    }
  }

  @Nested
  class Ids extends IdContract implements InACluster {}

  @Nested
  class OwnIds extends OwnIdContract implements InACluster {}

  @Nested
  class Resurrection extends ResurrectionContract implements InACluster {}

  @Nested
  class Deadlines extends DeadlineContract implements InACluster {}

  @Nested
  class Records extends RecordContract implements InACluster {}

  @Nested
  class Concurrency extends ConcurrencyContract implements InACluster {}

  @Nested
  class Prefixes extends PrefixContract implements InACluster {}

  @Nested
  class UserIndexes extends UserIndexContract implements InACluster {}

  @Nested
  @Order(Integer.MAX_VALUE)
  class AfterAll {

    @Test
    void r7_noCrossSlot() {
      for (RedisServer server : ClusterFleet.shared().servers()) {
        assertThat((String) server.command("INFO", "errorstats")).doesNotContain("CROSSSLOT");
      }
    }
  }
}
