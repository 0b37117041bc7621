package io.github.redsessions.redis;

import io.vertx.core.Future;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks all sentinels at once who is the primary, and that server whether it is. Sentinels that they
 * name are asked from then on; a sentinel that is neither configured nor named nor answers is
 * forgotten.
 *
 * <p>Sends SENTINEL GET-MASTER-ADDR-BY-NAME, MASTER, SENTINELS and REPLICAS to every sentinel, ROLE
 * to whom they name, and SUBSCRIBE +switch-master to one of them.
 */
final class SentinelLookup implements PrimaryLookup {

  private static final Logger LOG = LoggerFactory.getLogger(SentinelLookup.class);

  private final RedisNodes nodes;
  private final String masterName;
  private final Addresses data;
  private final Set<URI> configured = new LinkedHashSet<>();
  private final SentinelSubscription subscription;
  private final PromotedReplica promoted;
  private final Incident unusable = new Incident();
  private Set<URI> known;

  SentinelLookup(RedisNodes nodes, Watch watch) {
    this(nodes, watch, System::nanoTime);
  }

  SentinelLookup(RedisNodes nodes, Watch watch, LongSupplier nanoTime) {
    this.nodes = nodes;
    this.masterName = nodes.config().masterName();
    List<URI> endpoints = nodes.config().endpoints();
    this.data = Addresses.like(endpoints.get(0));
    Addresses sentinels = Addresses.likeWithoutDatabase(endpoints.get(0));
    endpoints.forEach(endpoint -> configured.add(sentinels.of(endpoint)));
    this.known = configured;
    this.promoted = new PromotedReplica(nodes, nanoTime);
    this.subscription = new SentinelSubscription(nodes.vertx(), nodes.config(), watch);
  }

  @Override
  public Future<Found> find(@Nullable URI current) {
    Map<URI, Future<SentinelAnswer>> asked = new LinkedHashMap<>();
    for (URI sentinel : known) {
      RedisNode node = nodes.get(sentinel, ConnectionSetup.SENTINEL);
      asked.put(sentinel, SentinelAnswer.ask(node, masterName, data));
    }
    return Future.join(List.copyOf(asked.values())).transform(ended -> decide(asked, current));
  }

  @Override
  public void close() {
    subscription.close();
  }

  private Future<Found> decide(Map<URI, Future<SentinelAnswer>> asked, @Nullable URI current) {
    List<SentinelAnswer> answers =
        asked.values().stream().filter(Future::succeeded).map(Future::result).toList();
    Map<URI, String> silent = new LinkedHashMap<>();
    asked.forEach(
        (sentinel, answer) -> {
          if (answer.failed()) {
            silent.put(sentinel, sentinel.getAuthority() + " (" + Reason.of(answer.cause()) + ")");
          }
        });
    if (answers.isEmpty()) {
      return Future.succeededFuture(
          Found.nobody("no sentinel can be used: " + String.join(", ", silent.values())));
    }
    report(silent);
    learn(answers);
    subscription.keepTo(answers.stream().map(SentinelAnswer::sentinel).toList());
    List<URI> candidates = SentinelVote.candidates(answers, current);
    return promoted
        .keep(candidates)
        .compose(
            server ->
                server == null
                    ? verify(candidates, 0, answers, new ArrayList<>())
                    : Future.succeededFuture(
                        found(server, candidates.get(0), candidates, answers)));
  }

  private Future<Found> verify(
      List<URI> candidates, int index, List<SentinelAnswer> answers, List<String> problems) {
    if (index == candidates.size()) {
      return promoted(candidates, answers, problems);
    }
    URI candidate = candidates.get(index);
    return ServerRole.ask(nodes, candidate)
        .transform(
            (role, e) -> {
              if (role != null && role.isPrimary()) {
                Found found = found(candidate, candidate, candidates, answers);
                promoted.confirm(found.replicas());
                return Future.succeededFuture(found);
              }
              String why = role == null ? Reason.of(e) : "says " + role.name();
              problems.add(candidate.getAuthority() + " (" + why + ")");
              return verify(candidates, index + 1, answers, problems);
            });
  }

  private Future<Found> promoted(
      List<URI> candidates, List<SentinelAnswer> answers, List<String> problems) {
    URI named = candidates.get(0);
    return promoted
        .find(replicasOf(named, answers))
        .map(
            server ->
                server == null
                    ? Found.nobody("the sentinels name " + String.join(", ", problems))
                    : found(server, named, candidates, answers));
  }

  private static Found found(
      URI primary, URI named, List<URI> candidates, List<SentinelAnswer> answers) {
    List<URI> replicas = new ArrayList<>(replicasOf(named, answers));
    replicas.remove(primary);
    Set<URI> servers = new HashSet<>(candidates);
    servers.addAll(replicas);
    servers.add(primary);
    return new Found(primary, replicas, servers, "");
  }

  private static List<URI> replicasOf(URI primary, List<SentinelAnswer> answers) {
    return answers.stream()
        .filter(answer -> answer.primary().equals(primary))
        .findFirst()
        .map(SentinelAnswer::replicas)
        .orElse(List.of());
  }

  private void learn(List<SentinelAnswer> answers) {
    Set<URI> next = new LinkedHashSet<>(configured);
    for (SentinelAnswer answer : answers) {
      next.add(answer.sentinel());
      next.addAll(answer.sentinels());
    }
    known = next;
    nodes.retain(ConnectionSetup.SENTINEL, known);
  }

  private void report(Map<URI, String> silent) {
    if (silent.isEmpty()) {
      if (unusable.isOver()) {
        LOG.info("All sentinels can be used again");
      }
    } else if (unusable.isNews(
        silent.keySet().stream().map(URI::getAuthority).sorted().collect(Collectors.joining()))) {
      LOG.warn("Sentinels can't be used: {}", String.join(", ", silent.values()));
    }
  }
}
