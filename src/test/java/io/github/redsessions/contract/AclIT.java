package io.github.redsessions.contract;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redsessions.AuditEvent;
import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionUnavailableException;
import io.github.redsessions.SessionsUnderTest;
import io.github.redsessions.store.RedisSession;
import io.github.redsessions.testkit.Acl;
import io.github.redsessions.testkit.CommandRecorder;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.RespClient;
import io.github.redsessions.testkit.RespException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@code conf/redis/users.acl} lets the application do, and that it needs it. Rows R3 to R5.
 */
class AclIT extends StoreFixture {

  /** What sessions on one server need; each is taken away once below. */
  private static final List<String> NEEDED =
      List.of(
          "hgetall",
          "hget",
          "zadd",
          "zrange",
          "zrem",
          "zremrangebyscore",
          "hmget",
          "hset",
          "hdel",
          "pexpire",
          "del",
          "scan",
          "time",
          "xadd",
          "xrevrange",
          "evalsha",
          "eval",
          "script|load",
          "info",
          "client|kill");

  /** What finding and reading replicas, durability and clusters need besides. */
  private static final List<String> NEEDED_BY_MORE_SERVERS =
      List.of("role", "wait", "cluster|slots", "cluster|info", "asking", "readonly");

  /** Open to everybody who is connected; no ACL takes them away. */
  private static final Set<String> BEFORE_LOGIN = Set.of("auth", "hello", "quit", "reset");

  /** Redis refuses these two to everybody, unless it is told not to: here the ACL has to. */
  private final RedisServer own =
      RedisServer.start("--enable-debug-command", "yes", "--enable-module-command", "yes");

  private final RespClient user = new RespClient(own.port()).logIn(Acl.SESSIONS);

  @Override
  public RedisServer server() {
    return own;
  }

  @AfterEach
  void stopServer() {
    user.close();
    own.forgetRefusals();
    own.close();
  }

  static List<String> needed() {
    return NEEDED;
  }

  @Test
  void r3_withoutAUser_nothingIsAnswered() {
    try (RespClient nobody = new RespClient(own.port())) {
      for (String command : List.of("PING", "HGETALL vs:x", "INFO", "ACL WHOAMI", "EVAL x 0")) {
        assertThatThrownBy(() -> nobody.command(command.split(" ", -1)))
            .hasMessageStartingWith("NOAUTH");
      }
      for (String password : List.of("", "x")) {
        assertThatThrownBy(() -> nobody.command("AUTH", "default", password))
            .hasMessageStartingWith("WRONGPASS");
        assertThatThrownBy(() -> nobody.command("AUTH", password))
            .isInstanceOf(RespException.class);
      }
    }
  }

  /** Tries every command that this Redis has, subcommands included. */
  @Test
  void r3_everyCommandThatIsNotGranted_isRefused() {
    Set<String> allowed = new TreeSet<>();
    for (Object command : (List<?>) own.command("COMMAND")) {
      collectAllowed((List<?>) command, allowed);
    }
    Set<String> granted = new TreeSet<>(NEEDED);
    granted.addAll(NEEDED_BY_MORE_SERVERS);
    assertThat(allowed).isEqualTo(granted);
  }

  private void collectAllowed(List<?> command, Set<String> allowed) {
    String name = (String) command.get(0);
    List<?> subcommands = (List<?>) command.get(9);
    if (!subcommands.isEmpty()) {
      subcommands.forEach(subcommand -> collectAllowed((List<?>) subcommand, allowed));
    } else if (!BEFORE_LOGIN.contains(name)) {
      List<String> words = new ArrayList<>(Arrays.asList(name.split("\\|", -1)));
      while (words.size() < Math.abs((Long) command.get(1))) {
        words.add("vs:x");
      }
      if (!isRefused(words)) {
        allowed.add(name);
      }
    }
  }

  @Test
  void r3_keysOfOthers_areRefused() {
    own.command("HSET", "other", "f", "1");
    for (String key : List.of("other", "v", "vs", "VS:x", "xvs:x", "")) {
      assertThat(isRefused(List.of("HGETALL", key))).as(key).isTrue();
      assertThat(isRefused(List.of("HSET", key, "f", "2"))).as(key).isTrue();
      assertThat(isRefused(List.of("DEL", "vs:x", key))).as(key).isTrue();
      assertThat(isRefused(List.of("EVAL", "return 1", "1", key))).as(key).isTrue();
    }
    assertThat(own.command("HGETALL", "other")).isEqualTo(List.of("f", "1"));
  }

  /** A script runs with the rights of its caller. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "FLUSHALL",
        "FLUSHDB",
        "DBSIZE",
        "KEYS *",
        "GET vs:x",
        "SET vs:x 1",
        "RENAME vs:x vs:y",
        "RANDOMKEY",
        "PUBLISH __sentinel__:hello x",
        "HGETALL other",
        "HSET other f 2",
        "DEL other"
      })
  void r3_insideAScript_isRefusedTheSame(String command) {
    own.command("HSET", "other", "f", "1");
    List<String> words = new ArrayList<>(List.of("EVAL", "return redis.call(unpack(ARGV))", "0"));
    words.addAll(List.of(command.split(" ", -1)));

    assertThatThrownBy(() -> user.command(words.toArray(String[]::new)))
        .isInstanceOf(RespException.class)
        .hasMessageMatching("(?s).*(The user executing the script|ACL failure in script).*");
    assertThat(own.command("HGETALL", "other")).isEqualTo(List.of("f", "1"));
  }

  @Test
  void r3_sessions_needNothingElse() {
    useAll();

    assertThat(own.refusals()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("needed")
  void r3_eachGrant_isNeeded(String command) {
    own.command("ACL", "SETUSER", Acl.SESSIONS, "-" + command);

    try {
      useAll();
    } catch (AssertionError | RuntimeException e) {
      assertThat(own.refusals()).isNotEmpty();
    }

    assertThat(own.refusals()).anyMatch(refusal -> refusal.contains("object, " + command + ","));
  }

  /** The design allows SCAN, which asks for all names and leaves the values alone. */
  @Test
  void r4_clearAndSize_workUnderTheAcl_andLeaveNeighboursAlone() {
    List<String> neighbours = List.of("other:s:" + "x".repeat(22), "vs:other:s:" + "x".repeat(22));
    neighbours.forEach(key -> own.command("SET", key, "x"));
    created("n", 1);
    created("n", 2);

    try (CommandRecorder recorder = own.record()) {
      assertThat(await(store.size())).isEqualTo(2);
      await(store.clear());
      assertThat(await(store.size())).isZero();
      assertThat(Set.copyOf(recorder.names())).containsOnly("SCAN", "DEL");
    }
    neighbours.forEach(key -> assertThat(own.command("GET", key)).isEqualTo("x"));
    assertThat(own.refusals()).isEmpty();
  }

  @Test
  void r4_withoutScan_onlyClearAndSizeFail_andSayWhy() {
    own.command("ACL", "SETUSER", Acl.SESSIONS, "-scan");
    RedisSession session = created("n", 1);

    for (Throwable failure : List.of(failureOf(store.size()), failureOf(store.clear()))) {
      assertThat(failure)
          .hasCauseInstanceOf(SessionUnavailableException.class)
          .cause()
          .hasMessage("Redis refused SCAN with NOPERM");
    }
    session.put("n", 2);
    await(store.put(session));
    assertThat(loaded(session).<Integer>get("n")).isEqualTo(2);
    await(store.delete(session.value()));
    assertThat(exists(session)).isFalse();
  }

  @Test
  void r5_publishOnADataNodeIsRefused() {
    assertMessagesRefused();
    // Nor does a right to the command suffice: the user has no channel.
    own.command("ACL", "SETUSER", Acl.SESSIONS, "+@pubsub");
    assertMessagesRefused();
  }

  private void assertMessagesRefused() {
    String hello = "__sentinel__:hello";
    for (String command : List.of("PUBLISH", "SPUBLISH")) {
      assertThat(isRefused(List.of(command, hello, "127.0.0.1,26379,…"))).as(command).isTrue();
    }
    for (String command : List.of("SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE")) {
      assertThat(isRefused(List.of(command, hello))).as(command).isTrue();
    }
    assertThat(isRefused(List.of("PSUBSCRIBE", "*"))).isTrue();
  }

  private boolean isRefused(List<String> words) {
    try {
      user.command(words.toArray(String[]::new));
      return false;
    } catch (RespException e) {
      // EXEC says EXECABORT first.
      return e.getMessage().contains("NOPERM");
    }
  }

  /** All that a store does, over connections of its own. */
  private void useAll() {
    JsonObject config = config(new JsonObject()).put("audit", new JsonObject().put("stream", true));
    RedisSessions fresh = await(SessionsUnderTest.open(vertx, config, clock));
    try {
      RedisSession session = (RedisSession) fresh.store().createSession(30 * MINUTE);
      session.put("n", 1).put("m", 1);
      await(fresh.store().put(session));
      // As after a failover to a server that has not seen the scripts.
      own.command("SCRIPT", "FLUSH");
      session = (RedisSession) await(fresh.store().get(session.value()));
      session.remove("m");
      await(fresh.store().put(session));
      session.regenerateId();
      await(fresh.store().put(session));
      await(fresh.store().delete(session.value()));
      await(fresh.store().put(fresh.store().createSession(30 * MINUTE)));
      assertThat(await(fresh.store().size())).isEqualTo(1);
      fresh.audit(AuditEvent.LOGIN_FAILED, null, new JsonObject());
      eventually(
          Duration.ofSeconds(10),
          () ->
              assertThat(own.command("EXISTS", prefix + ":audit").equals(1L))
                  .isNotEqualTo(!own.refusals().isEmpty()));
      AccountApplication app = new AccountApplication(vertx, fresh);
      app.login("alice").post("/logout");
      app.login("alice").touch();
      await(fresh.sessionsOf("alice"));
      await(fresh.revokeAll("alice"));
      await(fresh.revokeEveryone());
      await(fresh.store().clear());
      await(fresh.throttle().attempt("ann", "::1").compose(fresh.throttle()::succeeded));
    } finally {
      await(fresh.close());
    }
  }
}
