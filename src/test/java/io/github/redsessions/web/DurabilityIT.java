package io.github.redsessions.web;

import static io.github.redsessions.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.SessionNotReplicatedException;
import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.CommandRecorder;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.Replicated;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code redis.durability.replicas: 1}: what is acknowledged survives a failover. Rows D3, D6. */
class DurabilityIT extends WebFixture {

  private static final Duration BOUND = Duration.ofSeconds(10);

  private final Replicated pair = Replicated.start();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  @Override
  RedisServer server() {
    return pair.primary();
  }

  @Override
  JsonObject config() {
    return Replicated.durably(super.config(), 500);
  }

  @Override
  void routes(Router router) {
    router
        .post("/typed-login")
        .handler(ctx -> typed(ctx, sessions.logIn(ctx, User.fromName("alice"))));
    router.post("/typed-logout").handler(ctx -> typed(ctx, sessions.logOut(ctx)));
    router.post("/typed-rotate").handler(ctx -> typed(ctx, sessions.rotate(ctx)));
  }

  private void typed(RoutingContext ctx, Future<Void> change) {
    answer(ctx, change.onFailure(e -> failure.set(e.getCause())));
  }

  @AfterEach
  void stopServers() {
    pair.close();
  }

  @Test
  void d6_whatIsAcknowledged_isOnTheReplica() {
    // A replica that has just been started may take longer than the first login waits.
    Browser first = browser();
    eventually(
        Duration.ofSeconds(10), () -> assertThat(first.post("/login").statusCode()).isEqualTo(200));
    first.post("/logout");
    for (int i = 0; i < 20; i++) {
      Browser user = browser();
      assertThat(user.post("/login").statusCode()).isEqualTo(200);
      String key = (String) records().get(0);
      Object before = pair.replica().command("HGET", key, "h");
      assertThat(before).isNotNull();
      assertThat(user.post("/rotate").statusCode()).isEqualTo(200);
      assertThat(pair.replica().command("HGET", key, "h")).isNotNull().isNotEqualTo(before);
      assertThat(user.get("/who").bodyAsString()).isEqualTo("alice");
      assertThat(user.post("/logout").statusCode()).isEqualTo(200);
      assertThat(pair.replica().command("EXISTS", key)).isEqualTo(0L);
    }
  }

  @Test
  void d6_failedLogin_leavesNoSessionAndNoCookie() {
    Browser visitor = browser();
    visitor.get("/put?n=1");
    pair.replica().freeze();
    try {
      assertNotReplicated(visitor.post("/typed-login"));
      assertNotReplicated(browser().post("/typed-login"));
      assertThat(visitor.get("/who").bodyAsString()).isEqualTo("nobody");
      assertThat(keys()).isEmpty();
    } finally {
      pair.replica().thaw();
    }
    eventually(BOUND, () -> assertThat(visitor.post("/login").statusCode()).isEqualTo(200));
    assertThat(visitor.get("/who").bodyAsString()).isEqualTo("alice");
  }

  @Test
  void d6_failedRotation_leavesNoLiveOrphan() {
    Browser user = loggedIn();
    pair.replica().freeze();
    try {
      assertNotReplicated(user.post("/typed-rotate"));
      assertThat(keys()).isEmpty();
      assertThat(user.get("/who").bodyAsString()).isEqualTo("nobody");
    } finally {
      pair.replica().thaw();
    }
  }

  @Test
  void d3_failedLogout_isTriedAgainWithTheSameCookie_andFailsUntilTheReplicaIsBack() {
    Browser user = loggedIn();
    String cookie = user.cookie("sid");
    pair.replica().freeze();
    try {
      assertNotReplicated(user.post("/typed-logout"));
      assertThat(user.cookie("sid")).isEqualTo(cookie);
      assertThat(records()).isEmpty();
      assertNotReplicated(user.post("/typed-logout"));
      // Of another connection's writes WAIT knows nothing.
      pair.primary().command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
      assertNotReplicated(user.post("/typed-logout"));
    } finally {
      pair.replica().thaw();
    }
    eventually(BOUND, () -> assertThat(user.post("/logout").statusCode()).isEqualTo(200));
    assertThat(pair.replica().command("KEYS", "*:s:*")).isEqualTo(List.of());
  }

  @Test
  void d6_killedReplica_failsTypedToo_untilThereIsOneAgain() {
    Browser user = browser();
    pair.replica().kill();
    assertNotReplicated(user.post("/typed-login"));
    pair.replica().restart();
    pair.awaitReplica();
    assertThat(user.post("/login").statusCode()).isEqualTo(200);
  }

  @Test
  void ordinarySaves_doNotWait() {
    Browser user = loggedIn();
    pair.replica().freeze();
    try (CommandRecorder recorder = pair.primary().record()) {
      assertThat(user.get("/put?n=1").statusCode()).isEqualTo(200);
      assertThat(user.get("/read").bodyAsString()).isEqualTo("1");
      assertThat(recorder.names()).doesNotContain("WAIT");
    } finally {
      pair.replica().thaw();
    }
  }

  /** Repeats itself, since a busy machine may need longer than the replica may take. */
  private Browser loggedIn() {
    Browser user = browser();
    eventually(BOUND, () -> assertThat(user.post("/login").statusCode()).isEqualTo(200));
    return user;
  }

  private void assertNotReplicated(HttpResponse<Buffer> answer) {
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.getHeader("Retry-After")).isEqualTo("1");
    assertThat(answer.cookies()).isEmpty();
    assertThat(failure.getAndSet(null)).isInstanceOf(SessionNotReplicatedException.class);
  }
}
