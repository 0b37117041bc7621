package io.github.redsessions.redis;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A former primary that is back and still says so, and a replica that is promoted. */
class PromotedReplicaIT {

  private final RedisServer former = RedisServer.start("--repl-diskless-sync-delay", "0");
  private final RedisServer replica =
      RedisServer.start("--replicaof", "127.0.0.1 " + former.port());
  private final List<URI> both = List.of(URI.create(former.uri()), URI.create(replica.uri()));
  private Vertx vertx;
  private Context context;
  private RedisNodes nodes;
  private PromotedReplica promoted;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    context = vertx.getOrCreateContext();
    JsonObject json = new JsonObject().put("redis", TestConfig.redis(former.uri()));
    nodes = new RedisNodes(vertx, SessionsConfig.from(json).redis(), List.of());
    promoted = new PromotedReplica(nodes, System::nanoTime);
  }

  @AfterEach
  void close() {
    await(nodes.close());
    await(vertx.close());
    replica.close();
    former.close();
  }

  @Test
  void serverThatNeverSaidThatItIsAReplica_isNotTaken() {
    onEventLoop(() -> confirmed(both));

    assertThat(found()).isNull();
  }

  @Test
  void replicaThatWasPromoted_isTaken() {
    onEventLoop(() -> confirmed(both));
    replica.command("REPLICAOF", "NO", "ONE");

    assertThat(found()).isEqualTo(both.get(1));
  }

  @Test
  void replicaThatWasPromotedBeforeAnybodyKnewIt_isNotTaken() {
    replica.command("REPLICAOF", "NO", "ONE");
    onEventLoop(() -> confirmed(both));

    assertThat(found()).isNull();
  }

  @Test
  void formerPrimary_isTakenOnceItHasBeenAReplica() {
    former.command("REPLICAOF", "127.0.0.1", Integer.toString(replica.port()));
    onEventLoop(() -> confirmed(both));
    former.command("REPLICAOF", "NO", "ONE");

    assertThat(found()).isEqualTo(both.get(0));
  }

  @Test
  void twoAtOnce_areBelievedNeither() {
    former.command("REPLICAOF", "127.0.0.1", Integer.toString(replica.port()));
    onEventLoop(() -> confirmed(both));
    former.command("REPLICAOF", "NO", "ONE");
    replica.command("REPLICAOF", "NO", "ONE");

    assertThat(found()).isNull();
  }

  private URI found() {
    return onEventLoop(() -> promoted.find(both));
  }

  /** Confirms, and waits until both have answered. */
  private Future<Void> confirmed(List<URI> servers) {
    promoted.confirm(servers);
    return Future.join(servers.stream().map(server -> ServerRole.ask(nodes, server)).toList())
        .mapEmpty();
  }

  private <T> T onEventLoop(Supplier<Future<T>> call) {
    Promise<T> promise = Promise.promise();
    context.runOnContext(v -> call.get().onComplete(promise));
    return await(promise.future());
  }
}
