package io.github.redsessions.redis;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What goes into the log about a cluster: once when it begins, and once when it is over. */
final class ClusterHealth {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterHealth.class);

  private final Incident silence = new Incident();
  private final Incident gap = new Incident();

  /** No node has said who has which slots. */
  void unanswered(String problems) {
    if (silence.isNews("all")) {
      LOG.warn("No node of the Redis Cluster can be used: {}", problems);
    }
  }

  /** A node has said who has which slots. */
  void answered(SlotMap map) {
    if (silence.isOver()) {
      LOG.info("Nodes of the Redis Cluster can be used again, after {} ms", silence.millis());
    }
    List<String> unserved = new ArrayList<>();
    int slots = 0;
    for (Shard shard : map.shards()) {
      RedisNode primary = shard.primary();
      if (primary == null || primary.isDown()) {
        int size = map.sizeOf(shard);
        unserved.add((primary == null ? "no primary" : primary) + " (" + size + ")");
        slots += size;
      }
    }
    if (slots == 0) {
      if (gap.isOver()) {
        LOG.info("All slots of the Redis Cluster are served again, after {} ms", gap.millis());
      }
    } else if (gap.isNews(unserved.toString())) {
      LOG.warn("{} slots of the Redis Cluster are not served: {}", slots, unserved);
    }
  }
}
