package io.github.redsessions.redis;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whom to believe when sentinels disagree.
 *
 * <p>The newest knowledge counts, and of what is equally new, what most say. Older knowledge counts
 * only if the majority has it: else, in the seconds in which the primary is down and its successor
 * not yet elected, any stale sentinel could send the sessions to a server that left long ago.
 */
final class SentinelVote {

  private SentinelVote() {}

  /** The servers worth asking whether they are the primary, the most likely first. */
  static List<URI> candidates(List<SentinelAnswer> answers, @Nullable URI current) {
    Map<Long, List<SentinelAnswer>> byEpoch =
        answers.stream()
            .collect(
                Collectors.groupingBy(
                    SentinelAnswer::epoch,
                    () -> new TreeMap<>(Comparator.reverseOrder()),
                    Collectors.toList()));
    List<URI> candidates = new ArrayList<>();
    for (List<SentinelAnswer> equallyNew : byEpoch.values()) {
      Map<URI, Long> votes = votes(equallyNew);
      long most = Collections.max(votes.values());
      if (candidates.isEmpty() || 2 * most > answers.size()) {
        votes.entrySet().stream()
            .filter(vote -> vote.getValue() == most)
            .map(Map.Entry::getKey)
            .filter(server -> !candidates.contains(server))
            .sorted(Comparator.comparing(server -> !server.equals(current)))
            .forEachOrdered(candidates::add);
      }
    }
    return candidates;
  }

  private static Map<URI, Long> votes(Collection<SentinelAnswer> answers) {
    return answers.stream()
        .collect(
            Collectors.groupingBy(SentinelAnswer::primary, TreeMap::new, Collectors.counting()));
  }
}
