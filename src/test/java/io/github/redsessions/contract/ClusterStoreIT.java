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

  private static List<RedisServer> primaries() {
    return ClusterFleet.shared().servers().subList(0, 3);
  }

  private static RedisServer first() {
    return primaries().get(0);
  }

  private static RedisServer owner(String key) {
    return ClusterFleet.shared().primaryOf(key);
  }

  private static JsonObject section() {
    return TestConfig.redis(first().uri())
        .put("mode", "cluster")
        .put("endpoints", new JsonArray(ClusterFleet.shared().uris()));
  }

  @Nested
  class Ids extends IdContract {
    @Override
    RedisServer server() {
      return first();
    }

    @Override
    List<RedisServer> servers() {
      return primaries();
    }

    @Override
    RedisServer serverOf(String key) {
      return owner(key);
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
      return first();
    }

    @Override
    List<RedisServer> servers() {
      return primaries();
    }

    @Override
    RedisServer serverOf(String key) {
      return owner(key);
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
      return first();
    }

    @Override
    List<RedisServer> servers() {
      return primaries();
    }

    @Override
    RedisServer serverOf(String key) {
      return owner(key);
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
      return first();
    }

    @Override
    List<RedisServer> servers() {
      return primaries();
    }

    @Override
    RedisServer serverOf(String key) {
      return owner(key);
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
      return first();
    }

    @Override
    List<RedisServer> servers() {
      return primaries();
    }

    @Override
    RedisServer serverOf(String key) {
      return owner(key);
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
      return first();
    }

    @Override
    List<RedisServer> servers() {
      return primaries();
    }

    @Override
    RedisServer serverOf(String key) {
      return owner(key);
    }

    @Override
    JsonObject redis() {
      return section();
    }
  }

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
