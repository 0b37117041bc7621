package io.github.redsessions.redis;

import io.github.redsessions.config.RedisConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the servers of a configuration, and connects to each that is to be had: for an examination
 * by a person. Sends SENTINEL or CLUSTER commands where the mode has such, and is bounded by the
 * time-outs of {@link ServerProbe}. Public because the doctor calls it.
 */
public final class FleetProbe {

  private final Vertx vertx;
  private final RedisConfig config;
  private final Map<URI, ServerProbe> servers = new LinkedHashMap<>();
  private final Map<String, String> unreachable = new LinkedHashMap<>();
  private final Map<String, String> sentinels = new LinkedHashMap<>();
  private final Map<String, String> silentSentinels = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

  private FleetProbe(Vertx vertx, RedisConfig config) {
    this.vertx = vertx;
    this.config = config;
  }

  /**
   * Connects to all servers at once.
   *
   * @param vertx carries the connections
   * @param config where to begin; any mode but {@code embedded}
   * @return what was found; never fails because of a server
   */
  public static Future<FleetProbe> open(Vertx vertx, RedisConfig config) {
    FleetProbe fleet = new FleetProbe(vertx, config);
    Future<Void> found =
        switch (config.mode()) {
          case SENTINEL -> fleet.askSentinels();
          case CLUSTER -> fleet.askNodes();
          case EMBEDDED, STANDALONE, REPLICATION -> fleet.connect(config.endpoints());
        };
    return found.map(fleet);
  }

  /**
   * The servers with sessions that answer.
   *
   * @return in the order in which they were found
   */
  public List<ServerProbe> servers() {
    return List.copyOf(servers.values());
  }

  /**
   * The servers that can't be used.
   *
   * @return each with the reason
   */
  public Map<String, String> unreachable() {
    return unreachable;
  }

  /**
   * The sentinels that answer.
   *
   * @return each with the primary that it names
   */
  public Map<String, String> sentinels() {
    return sentinels;
  }

  /**
   * The sentinels that can't be used.
   *
   * @return each with the reason
   */
  public Map<String, String> silentSentinels() {
    return silentSentinels;
  }

  /**
   * What the servers say that is wrong with the fleet as a whole.
   *
   * @return a line each
   */
  public List<String> problems() {
    return problems;
  }

  /** Closes all connections. */
  public void close() {
    servers.values().forEach(ServerProbe::close);
  }

  private Future<Void> connect(Collection<URI> endpoints) {
    Map<URI, Future<ServerProbe>> opened = new LinkedHashMap<>();
    endpoints.forEach(
        endpoint ->
            opened.put(
                endpoint, ServerProbe.open(vertx, config, endpoint, ConnectionSetup.QUESTIONS)));
    return Future.join(List.copyOf(opened.values()))
        .transform(
            ended -> {
              opened.forEach(
                  (endpoint, probe) -> {
                    if (probe.succeeded()) {
                      servers.put(endpoint, probe.result());
                    } else {
                      unreachable.put(ServerProbe.name(endpoint), reason(probe));
                    }
                  });
              return Future.succeededFuture();
            });
  }

  private static String reason(Future<?> failed) {
    return String.valueOf(failed.cause().getMessage());
  }

  private Future<Void> askSentinels() {
    Addresses data = Addresses.like(config.endpoints().get(0));
    Addresses others = Addresses.likeWithoutDatabase(config.endpoints().get(0));
    Map<URI, Future<SentinelAnswer>> asked = new LinkedHashMap<>();
    config.endpoints().stream()
        .map(others::of)
        .forEach(sentinel -> asked.put(sentinel, askSentinel(sentinel, data)));
    return Future.join(List.copyOf(asked.values()))
        .transform(
            ended -> {
              Set<URI> named = new LinkedHashSet<>();
              Set<String> unknown = new TreeSet<>();
              asked.forEach(
                  (sentinel, answer) -> {
                    if (answer.succeeded()) {
                      sentinels.put(
                          ServerProbe.name(sentinel), ServerProbe.name(answer.result().primary()));
                      named.add(answer.result().primary());
                      named.addAll(answer.result().replicas());
                      answer
                          .result()
                          .sentinels()
                          .forEach(other -> unknown.add(ServerProbe.name(other)));
                    } else {
                      silentSentinels.put(ServerProbe.name(sentinel), reason(answer));
                    }
                  });
              // One that is named counts, asked or not: what it would say, the others said.
              unknown.removeAll(silentSentinels.keySet());
              unknown.forEach(name -> sentinels.putIfAbsent(name, ""));
              return connect(named);
            });
  }

  private Future<SentinelAnswer> askSentinel(URI sentinel, Addresses data) {
    return ServerProbe.open(vertx, config, sentinel, ConnectionSetup.SENTINEL)
        .compose(
            probe ->
                SentinelAnswer.ask(sentinel, probe::ask, config.masterName(), data)
                    .onComplete(done -> probe.close()));
  }

  private Future<Void> askNodes() {
    ClusterAddresses addresses = new ClusterAddresses(Addresses.like(config.endpoints().get(0)));
    return connect(config.endpoints())
        .compose(
            connected -> {
              List<Future<@Nullable ClusterView>> views =
                  servers.values().stream().map(probe -> view(probe, addresses)).toList();
              return Future.join(views).map(all -> views);
            })
        .compose(
            views -> {
              Set<URI> named = new LinkedHashSet<>();
              ClusterView best = null;
              for (Future<@Nullable ClusterView> asked : views) {
                ClusterView view = asked.result();
                if (view != null) {
                  named.addAll(view.nodes());
                  best =
                      best == null || ClusterView.BY_CREDIBILITY.compare(view, best) > 0
                          ? view
                          : best;
                }
              }
              judge(best);
              named.removeAll(servers.keySet());
              return connect(named);
            });
  }

  private Future<@Nullable ClusterView> view(ServerProbe probe, ClusterAddresses addresses) {
    return probe
        .ask(Requests.clusterSlots())
        .compose(
            slots ->
                probe
                    .ask(Requests.clusterInfo())
                    .otherwiseEmpty()
                    .map(info -> ClusterView.parse(slots, info, probe.endpoint(), addresses)))
        .recover(
            e -> {
              problems.add(probe.name() + " names no slots: " + e.getMessage());
              return Future.succeededFuture();
            });
  }

  private void judge(@Nullable ClusterView view) {
    if (view == null) {
      return;
    }
    if (view.covered() < KeySlot.SLOTS) {
      problems.add(view.covered() + " of " + KeySlot.SLOTS + " slots have a server");
    }
    if (!view.ok()) {
      problems.add("the cluster says that its state isn't ok");
    }
    Set<String> alone = new TreeSet<>();
    view.ranges().stream()
        .filter(range -> range.replicas().isEmpty())
        .forEach(range -> alone.add(ServerProbe.name(range.primary())));
    alone.forEach(name -> problems.add(name + " has no replica: its sessions end with it"));
  }
}
