package io.github.redsessions.contract;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionsUnderTest;
import io.github.redsessions.store.RedisSession;
import io.github.redsessions.testkit.Acl;
import io.github.redsessions.testkit.CommandRecorder;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TcpProxy;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.sstore.SessionStore;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Two servers of a fleet with a near cache each. That of the first has a clock of its own, which
 * stands still unless told otherwise, and a connection for news that can be held and cut.
 */
abstract class NearCacheFixture extends StoreFixture {

  static final Duration BOUND = Duration.ofSeconds(30);
  static final Duration MAX_STALENESS = Duration.ofSeconds(1);

  /** A client of a server, with its flags: {@code t} is for tracking. */
  private static final Pattern TRACKING =
      Pattern.compile("(?m)^id=(\\d+) addr=127\\.0\\.0\\.1:(\\d+) .* flags=\\w*t\\w* ");

  final AtomicLong nanos = new AtomicLong();
  private final RedisServer own = RedisServer.start(Acl.nearCacheOptions());
  final TcpProxy proxy = TcpProxy.to(own.port());
  RedisSessions other;
  SessionStore otherStore;
  CommandRecorder recorder;

  @Override
  public RedisServer server() {
    return own;
  }

  @Override
  public JsonObject redis() {
    return TestConfig.withNearCacheUser(TestConfig.redis(proxy.uri()));
  }

  /** What the test configures under {@code nearCache} besides. */
  JsonObject bounds() {
    return new JsonObject();
  }

  @Override
  public JsonObject nearCache() {
    return new JsonObject()
        .put("enabled", true)
        .put("maxStalenessMs", MAX_STALENESS.toMillis())
        .mergeIn(bounds());
  }

  @Override
  RedisSessions open(JsonObject session) {
    return await(SessionsUnderTest.open(vertx, config(session), clock, nanos::get));
  }

  @BeforeEach
  void openOther() {
    JsonObject config = config(sessionConfig());
    config.put("redis", TestConfig.withNearCacheUser(TestConfig.redis(own.uri())));
    other = await(SessionsUnderTest.open(vertx, config, clock));
    otherStore = other.store();
    eventually(BOUND, () -> assertThat(trackingId()).isNotEmpty());
    recorder = own.record();
    awaitKept(created("n", 0));
  }

  @AfterEach
  void closeOther() {
    recorder.close();
    await(other.close());
    proxy.close();
    own.close();
  }

  /** Counts the commands that reading a session costs. */
  int cost(RedisSession session) {
    recorder.clear();
    await(store.get(session.value()));
    return recorder.names().size();
  }

  /** Waits until reading a session costs nothing. */
  void awaitKept(RedisSession session) {
    eventually(BOUND, () -> assertThat(cost(session)).isZero());
  }

  /** A stored session that costs nothing to read. */
  RedisSession kept(String name, Object value) {
    RedisSession session = created(name, value);
    awaitKept(session);
    return session;
  }

  /** Waits until the first server has heard of what has changed so far. */
  void awaitNews(RedisSession witness) {
    command("HSET", key(witness), "d.news", "1");
    eventually(BOUND, () -> assertThat(loaded(witness).<Object>get("news")).isNotNull());
    command("HDEL", key(witness), "d.news");
    eventually(BOUND, () -> assertThat(loaded(witness).<Object>get("news")).isNull());
  }

  /** What the second server makes of a session. */
  RedisSession atOther(RedisSession session) {
    return (RedisSession) await(otherStore.get(session.value()));
  }

  /** The id of the first server's connection for news, empty if there is none. */
  String trackingId() {
    return tracking(1);
  }

  int trackingPort() {
    return Integer.parseInt(tracking(2));
  }

  private String tracking(int group) {
    return TRACKING
        .matcher((String) own.command("CLIENT", "LIST"))
        .results()
        .filter(client -> proxy.carries(Integer.parseInt(client.group(2))))
        .map(client -> client.group(group))
        .findFirst()
        .orElse("");
  }
}
