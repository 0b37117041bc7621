package io.github.redsessions.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks the nodes of a cluster who has which slots, and decides whom to believe: several at once,
 * and of those that answer within a moment the one whose {@link ClusterView} is the most credible.
 *
 * <p>Sends CLUSTER SLOTS and CLUSTER INFO, over connections that are used for nothing but
 * questions. All state is confined to the event loop of {@code context}.
 */
final class ClusterLookup {

  /** How many are asked at once: enough for one that is cut off not to be believed. */
  private static final int AT_ONCE = 5;

  /** How long the others have when one has answered: one of them may be frozen. */
  private static final long GRACE_MILLIS = 50;

  private final ContextInternal context;
  private final RedisNodes nodes;
  private final ClusterAddresses addresses;

  /** Those that did not answer when they were last asked; they are asked after the others. */
  private final Set<URI> silent = new HashSet<>();

  private int turn;

  ClusterLookup(ContextInternal context, RedisNodes nodes, ClusterAddresses addresses) {
    this.context = context;
    this.nodes = nodes;
    this.addresses = addresses;
  }

  /**
   * Asks.
   *
   * @param known the nodes
   * @return the best answer; fails, with all reasons, when nobody has one
   */
  Future<ClusterView> ask(Collection<URI> known) {
    silent.retainAll(known);
    List<URI> order = new ArrayList<>(known);
    // In turns, so that a large cluster is asked all around.
    Collections.rotate(order, turn++ % Math.max(1, order.size()));
    order.sort(Comparator.comparing(silent::contains));
    List<URI> first = order.subList(0, Math.min(AT_ONCE, order.size()));
    List<URI> others = order.subList(first.size(), order.size());
    Map<URI, String> problems = new LinkedHashMap<>();
    return new Round(problems)
        .ask(first)
        .recover(none -> new Round(problems).ask(others))
        .recover(none -> Future.failedFuture(describe(problems)));
  }

  private static String describe(Map<URI, String> problems) {
    return problems.entrySet().stream()
        .map(problem -> problem.getKey().getAuthority() + " (" + problem.getValue() + ")")
        .collect(Collectors.joining(", "));
  }

  private Future<ClusterView> ask(URI server) {
    RedisNode node = nodes.get(server, ConnectionSetup.QUESTIONS);
    var slots = node.send(Requests.clusterSlots());
    // A user that may not ask this has to do without the epoch.
    var info = node.send(Requests.clusterInfo()).otherwiseEmpty();
    return slots.compose(
        reply -> info.map(facts -> ClusterView.parse(reply, facts, server, addresses)));
  }

  /** Servers that are asked at once. */
  private final class Round {

    private final Map<URI, String> problems;
    private final List<ClusterView> views = new ArrayList<>();
    private final Promise<ClusterView> best = context.promise();
    private int open;

    Round(Map<URI, String> problems) {
      this.problems = problems;
    }

    Future<ClusterView> ask(List<URI> servers) {
      open = servers.size();
      for (URI server : servers) {
        // Until it answers, be it after the decision.
        silent.add(server);
        ClusterLookup.this.ask(server).onComplete((view, e) -> answered(server, view, e));
      }
      if (servers.isEmpty()) {
        decide();
      }
      return best.future();
    }

    private void answered(URI server, @Nullable ClusterView view, @Nullable Throwable e) {
      open--;
      if (view != null) {
        silent.remove(server);
        views.add(view);
        if (views.size() == 1) {
          context.setTimer(GRACE_MILLIS, timer -> decide());
        }
      } else if (e != null) {
        problems.put(server, Reason.of(e));
      }
      if (open == 0) {
        decide();
      }
    }

    private void decide() {
      if (views.isEmpty()) {
        best.tryFail("no answer");
      } else {
        best.tryComplete(Collections.max(views, ClusterView.BY_CREDIBILITY));
      }
    }
  }
}
