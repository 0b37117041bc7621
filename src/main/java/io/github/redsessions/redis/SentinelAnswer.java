package io.github.redsessions.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one sentinel says of the servers that it watches.
 *
 * @param sentinel who says it
 * @param primary whom it takes for the primary
 * @param epoch its config-epoch: of two sentinels that disagree, the one with the higher number has
 *     the newer knowledge
 * @param sentinels the others that watch the same primary
 * @param replicas the replicas that it can reach and that can reach their primary
 * @see <a href="https://redis.io/docs/latest/operate/oss_and_stack/management/sentinel/">Redis:
 *     Sentinel</a>
 */
record SentinelAnswer(
    URI sentinel, URI primary, long epoch, List<URI> sentinels, List<URI> replicas) {

  private static final Set<String> UNUSABLE = Set.of("s_down", "o_down", "disconnected");

  /** Asks a sentinel, with four commands in one write. */
  static Future<SentinelAnswer> ask(RedisNode sentinel, String masterName, Addresses data) {
    return ask(sentinel.endpoint(), sentinel::send, masterName, data);
  }

  /** Asks a sentinel over any connection to it. */
  static Future<SentinelAnswer> ask(
      URI sentinel,
      Function<Request, Future<Response>> connection,
      String masterName,
      Addresses data) {
    Future<Response> address = connection.apply(Requests.sentinelAddress(masterName));
    Future<Response> master = connection.apply(Requests.sentinelMaster(masterName));
    Future<Response> sentinels = connection.apply(Requests.sentinelSentinels(masterName));
    Future<Response> replicas = connection.apply(Requests.sentinelReplicas(masterName));
    return Future.join(address, master, sentinels, replicas)
        .transform(
            (all, e) -> {
              if (address.succeeded() && address.result() == null) {
                return Future.failedFuture("knows no primary with the name " + masterName);
              }
              if (e != null) {
                return Future.failedFuture(e);
              }
              URI primary =
                  data.of(address.result().get(0).toString(), address.result().get(1).toString());
              if (primary == null) {
                return Future.failedFuture("names no usable address");
              }
              Addresses others = Addresses.like(sentinel);
              return Future.succeededFuture(
                  new SentinelAnswer(
                      sentinel,
                      primary,
                      Long.parseLong(fields(master.result()).getOrDefault("config-epoch", "0")),
                      listed(sentinels.result(), others, Set.of()),
                      listed(replicas.result(), data, UNUSABLE)));
            });
  }

  private static List<URI> listed(Response servers, Addresses addresses, Set<String> unusable) {
    List<URI> listed = new ArrayList<>();
    for (Response server : servers) {
      Map<String, String> fields = fields(server);
      Set<String> flags = Set.of(fields.getOrDefault("flags", "").split(","));
      @Nullable URI address =
          addresses.of(fields.getOrDefault("ip", ""), fields.getOrDefault("port", ""));
      if (address != null && flags.stream().noneMatch(unusable::contains)) {
        listed.add(address);
      }
    }
    return listed;
  }

  /** A reply that is a list of names and values in turn. */
  private static Map<String, String> fields(Response flat) {
    Map<String, String> fields = new HashMap<>();
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      fields.put(flat.get(i).toString(), flat.get(i + 1).toString());
    }
    return fields;
  }
}
