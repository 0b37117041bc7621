package io.github.redsessions;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.LoginThrottle.Attempt;
import io.github.redsessions.testkit.ClusterFleet;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The three counts of an attempt are keys of different slots. Rows B3, R7. */
class LoginThrottleClusterIT {

  @Test
  void b3_r7_inACluster_theCountsAreOnDifferentServers_andHold() {
    ClusterFleet fleet = ClusterFleet.shared();
    JsonObject redis =
        TestConfig.redis(fleet.uris().get(0))
            .put("mode", "cluster")
            .put("endpoints", new JsonArray(new ArrayList<>(fleet.uris())));
    JsonObject config =
        new JsonObject()
            .put("redis", redis)
            .put("session", JsonObject.of("prefix", RandomPrefix.next()));
    Vertx vertx = Vertx.vertx();
    RedisSessions sessions = await(RedisSessions.open(vertx, config));
    try {
      LoginThrottle throttle = sessions.throttle();
      for (String account : List.of("ann", "ben", "cid", "dot")) {
        List<Future<Attempt>> all =
            IntStream.range(0, 50)
                .mapToObj(i -> throttle.attempt(account, "2001:db8:" + i + "::1"))
                .toList();
        List<Attempt> allowed =
            all.stream().map(attempt -> await(attempt)).filter(Attempt::isAllowed).toList();
        assertThat(allowed).hasSize(5);
        await(throttle.succeeded(allowed.get(0)));
        assertThat(await(throttle.attempt(account, "2001:db8::1")).isAllowed()).isTrue();
      }
    } finally {
      await(sessions.close());
      await(vertx.close());
    }
  }
}
