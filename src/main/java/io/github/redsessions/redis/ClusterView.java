package io.github.redsessions.redis;

import io.vertx.redis.client.Response;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one node knows of the cluster.
 *
 * @param ranges who has which slots; those that nobody has are left out
 * @param epoch how much of the cluster's history the node has seen: every failover and every moved
 *     slot counts it up. 0 if it doesn't say
 * @param ok whether the node is in touch with the majority
 * @see <a href="https://redis.io/docs/latest/commands/cluster-slots/">Redis: CLUSTER SLOTS</a>
 * @see <a href="https://redis.io/docs/latest/commands/cluster-info/">Redis: CLUSTER INFO</a>
 */
record ClusterView(List<Range> ranges, long epoch, boolean ok) {

  /**
   * Which of several answers is the better one. Only the epoch tells a node that was cut off, and
   * knows nothing of a failover since, from the others; with equal ones it is being in touch, and
   * then how many slots a node knows an owner of, which are few on one that is just joining.
   */
  static final Comparator<ClusterView> BY_CREDIBILITY =
      Comparator.comparingLong(ClusterView::epoch)
          .thenComparing(ClusterView::ok)
          .thenComparingInt(ClusterView::covered);

  /**
   * Slots that belong together.
   *
   * @param first the first slot
   * @param last the last one
   * @param primary who has them
   * @param replicas who has copies
   */
  record Range(int first, int last, URI primary, List<URI> replicas) {
    int size() {
      return last - first + 1;
    }
  }

  /**
   * Reads the replies of a node.
   *
   * @param info what it says to CLUSTER INFO, null if it doesn't let us ask
   * @throws IllegalArgumentException if it knows no slots, or what it says can't be right
   */
  static ClusterView parse(
      Response slots, @Nullable Response info, URI sender, ClusterAddresses addresses) {
    List<Range> ranges = new ArrayList<>();
    for (Response item : slots) {
      int first = item.get(0).toInteger();
      int last = item.get(1).toInteger();
      if (first < 0 || last >= KeySlot.SLOTS || first > last) {
        throw new IllegalArgumentException("it names slots that there are not");
      }
      URI primary = address(item.get(2), sender, addresses);
      if (primary != null) {
        ranges.add(new Range(first, last, primary, replicas(item, sender, addresses)));
      }
    }
    if (ranges.isEmpty()) {
      throw new IllegalArgumentException("it knows no node with slots");
    }
    String facts = info == null ? "" : info.toString();
    String epoch = fact(facts, "cluster_current_epoch");
    boolean ok = info == null || fact(facts, "cluster_state").equals("ok");
    return new ClusterView(ranges, epoch.isEmpty() ? 0 : Long.parseLong(epoch), ok);
  }

  /** How many slots have an owner. */
  int covered() {
    return ranges.stream().mapToInt(Range::size).sum();
  }

  /** All servers that it names. */
  Set<URI> nodes() {
    Set<URI> nodes = new HashSet<>();
    for (Range range : ranges) {
      nodes.add(range.primary);
      nodes.addAll(range.replicas);
    }
    return nodes;
  }

  private static List<URI> replicas(Response item, URI sender, ClusterAddresses addresses) {
    List<URI> replicas = new ArrayList<>();
    for (int i = 3; i < item.size(); i++) {
      URI replica = address(item.get(i), sender, addresses);
      if (replica != null) {
        replicas.add(replica);
      }
    }
    return replicas;
  }

  private static @Nullable URI address(Response node, URI sender, ClusterAddresses addresses) {
    Response host = node.get(0);
    return addresses.of(host == null ? null : host.toString(), node.get(1).toString(), sender);
  }

  private static String fact(String facts, String name) {
    return facts
        .lines()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse("");
  }
}
