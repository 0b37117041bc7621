package io.github.redsessions.store;

import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.SessionNotReplicatedException;
import io.github.redsessions.testkit.CommandRecorder;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the store does where replicas are to be waited for and there is none. Row D6. */
class UnreplicatedWritesIT extends OpenedStoreFixture {

  private void open(int replicas) {
    JsonObject durability = new JsonObject().put("replicas", replicas).put("timeoutMs", 10);
    open("redis", new JsonObject().put("durability", durability));
  }

  private RedisSession fresh() {
    RedisSession session = (RedisSession) store.createSession(Duration.ofMinutes(30).toMillis());
    session.put("a", 1);
    return session;
  }

  private Object exists(RedisSession session) {
    return server.command("EXISTS", prefix + ":s:" + session.handle());
  }

  private static void assertNotReplicated(Future<?> change) {
    assertThat(failureOf(change)).hasCauseInstanceOf(SessionNotReplicatedException.class);
  }

  @Test
  void d6_ordinarySave_isNotWaitedFor() {
    open(1);
    RedisSession session = fresh();
    await(store.put(session));
    session.put("a", 2);
    await(store.put(session));
    assertThat(exists(session)).isEqualTo(1L);
  }

  @Test
  void d6_loginThatNoReplicaHas_isUndone() {
    open(1);
    RedisSession session = fresh();
    session.login().renew(Set.of());
    User user = User.create(new JsonObject().put("sub", "alice"));
    session.put(UserCodec.ATTRIBUTE, UserCodec.decode(UserCodec.encode(user)));
    assertNotReplicated(store.put(session));
    assertThat(exists(session)).isEqualTo(0L);
    assertThat(session.account().isChanged()).isFalse();
    assertThat(session.account().get(AccountField.USER)).isNull();
  }

  @Test
  void d6_rotationThatNoReplicaHas_endsTheSession() {
    open(1);
    RedisSession session = fresh();
    await(store.put(session));
    session.regenerateId();
    assertNotReplicated(store.put(session));
    assertThat(exists(session)).isEqualTo(0L);
  }

  @Test
  void d6_destruction_failsUntilAReplicaHasIt_alsoWhenNothingIsLeft() {
    open(1);
    RedisSession session = fresh();
    await(store.put(session));
    assertNotReplicated(store.delete(session.id()));
    assertThat(exists(session)).isEqualTo(0L);
    assertNotReplicated(store.delete(session.id()));
    assertNotReplicated(store.confirmDestroyed(session.value()));
    await(store.confirmDestroyed(null));
    await(store.confirmDestroyed("forged"));
  }

  @Test
  void whereNobodyWaits_nothingIsAskedAgain() {
    open(0);
    RedisSession session = fresh();
    await(store.put(session));
    await(store.delete(session.value()));
    assertThat(exists(session)).isEqualTo(0L);
    try (CommandRecorder recorder = server.record()) {
      await(store.confirmDestroyed(session.value()));
      await(store.delete(null));
      await(store.delete("forged"));
      assertThat(recorder.names()).isEmpty();
    }
    assertThat(store.handleOf(prefix + ":s:" + session.handle())).isEqualTo(session.handle());
    assertThat(store.handleOf(prefix + ":e")).isNull();
  }
}
