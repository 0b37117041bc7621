package io.github.redsessions.chaos;

import io.github.redsessions.testkit.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The networks between services and servers: a link for each pair, so that one service is cut off
 * while the servers and the other services see each other. What servers say of each other leads
 * through the links too. Needs neither root nor more than one address. Safe for use by many
 * threads.
 */
final class Networks implements AutoCloseable {

  /** By service, and then by the port of the server. */
  private final List<Map<Integer, FaultyLink>> links = new ArrayList<>();

  /**
   * Opens all links.
   *
   * @param servers whoever services talk to, sentinels included
   */
  Networks(int services, List<RedisServer> servers) {
    try {
      for (int i = 0; i < services; i++) {
        Map<Integer, FaultyLink> own = new LinkedHashMap<>();
        Map<Integer, Integer> ports = new HashMap<>();
        links.add(own);
        for (RedisServer server : servers) {
          FaultyLink link = new FaultyLink(server.port(), ports);
          own.put(server.port(), link);
        }
        own.forEach((port, link) -> ports.put(port, link.port()));
      }
    } catch (IOException e) {
      close();
      throw new UncheckedIOException(e);
    }
  }

  /** Where a service finds some servers. */
  List<String> uris(int service, List<RedisServer> servers) {
    return servers.stream().map(server -> links.get(service).get(server.port()).uri()).toList();
  }

  /**
   * What networks do, to all that a service says or to what it says to one server.
   *
   * @param primaries of which one is cut off from one service
   */
  Map<String, Function<Random, Broken>> faults(Supplier<List<RedisServer>> primaries) {
    Map<String, Function<Random, Broken>> faults = new LinkedHashMap<>();
    faults.put(
        "partition of a service",
        onOne("partition", link -> link.setAll(FaultyLink.State.LOST), FaultyLink::mend));
    faults.put("partition of a service from a primary", random -> cutOff(random, primaries.get()));
    faults.put(
        "late network",
        onOne("late network", link -> link.setAll(FaultyLink.State.HELD), FaultyLink::mend));
    faults.put(
        "late connections",
        onOne(
            "what was under way is late",
            link -> link.setOpenOnes(FaultyLink.State.HELD),
            FaultyLink::mend));
    faults.put(
        "lost replies",
        onOne("replies are lost", link -> link.setAll(FaultyLink.State.MUTE), FaultyLink::mend));
    faults.put(
        "half-open connections",
        onOne(
            "half-open connections",
            link -> link.setOpenOnes(FaultyLink.State.LOST),
            FaultyLink::mend));
    faults.put(
        "slow network",
        random -> {
          long millis = 10L + random.nextInt(150);
          return onOne(
                  "network " + millis + " ms slow",
                  link -> link.delay(millis),
                  link -> link.delay(0))
              .apply(random);
        });
    faults.put(
        "connections cut",
        random -> {
          List<FaultyLink> all =
              links.stream().flatMap(service -> service.values().stream()).toList();
          return broken("all connections cut", all, FaultyLink::dropAll, link -> {});
        });
    return faults;
  }

  private Broken cutOff(Random random, List<RedisServer> primaries) {
    int service = random.nextInt(links.size());
    RedisServer server = primaries.get(random.nextInt(primaries.size()));
    return broken(
        "partition of service " + service + " from primary " + server.port(),
        List.of(links.get(service).get(server.port())),
        link -> link.setAll(FaultyLink.State.LOST),
        FaultyLink::mend);
  }

  private Function<Random, Broken> onOne(
      String name, Consumer<FaultyLink> fault, Consumer<FaultyLink> mend) {
    return random -> {
      int service = random.nextInt(links.size());
      return broken(
          name + " at service " + service, List.copyOf(links.get(service).values()), fault, mend);
    };
  }

  private static Broken broken(
      String name, List<FaultyLink> those, Consumer<FaultyLink> fault, Consumer<FaultyLink> mend) {
    long before = harmed(those);
    those.forEach(fault);
    return Broken.until(name, () -> those.forEach(mend)).ifSeen(() -> harmed(those) > before);
  }

  private static long harmed(List<FaultyLink> those) {
    return those.stream().mapToLong(FaultyLink::harmed).sum();
  }

  @Override
  public void close() {
    links.forEach(service -> service.values().forEach(FaultyLink::close));
  }
}
