package io.github.redsessions.web;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.AuditEvent;
import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionGoneException;
import io.github.redsessions.SessionInfo;
import io.github.redsessions.SessionsUnderTest;
import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.store.RedisSession;
import io.github.redsessions.store.RedisSessionStore;
import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.CommandRecorder;
import io.github.redsessions.testkit.MutableClock;
import io.github.redsessions.testkit.RawRecord;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A level of privilege for a while. Rows F2, F8, F9, T3, T7. */
class ElevationIT extends WebFixture {

  private static final Duration LEVEL = Duration.ofMinutes(10);

  private final MutableClock clock = new MutableClock();
  private final List<JsonObject> audited = new CopyOnWriteArrayList<>();
  private final ConcurrentLinkedQueue<Promise<Void>> held = new ConcurrentLinkedQueue<>();

  @Override
  RedisSessions open() {
    return await(SessionsUnderTest.open(vertx, config(), clock));
  }

  @Override
  void routes(Router router) {
    router.post("/elevate").handler(ctx -> answer(ctx, sessions.elevate(ctx, "admin", LEVEL)));
    router.post("/drop").handler(ctx -> answer(ctx, sessions.dropElevation(ctx)));
    router.get("/level").handler(ctx -> ctx.end(sessions.level(ctx).orElse("none")));
    router
        .get("/info")
        .handler(ctx -> ctx.end(String.valueOf(sessions.sessionOf(ctx).map(SessionInfo::level))));
    router.get("/admin").handler(sessions.requireLevel("admin")).handler(ctx -> ctx.end("secret"));
    router
        .get("/refused")
        .handler(
            ctx ->
                sessions
                    .elevate(ctx, ctx.request().getParam("level"), Duration.ZERO)
                    .onComplete(v -> ctx.end("done"), e -> ctx.end(e.getMessage())));
    router
        .get("/held")
        .handler(
            ctx -> {
              Promise<Void> release = Promise.promise();
              held.add(release);
              release
                  .future()
                  .onSuccess(
                      v ->
                          ctx.end(sessions.level(ctx).orElse("none") + " " + ctx.user().subject()));
            });
  }

  @BeforeEach
  void listen() {
    vertx
        .eventBus()
        .<JsonObject>consumer(RedisSessions.AUDIT_ADDRESS, event -> audited.add(event.body()));
  }

  private List<String> events() {
    return audited.stream().map(event -> event.getString("event")).toList();
  }

  private Browser elevated() {
    Browser browser = browser();
    browser.post("/login-put");
    browser.post("/elevate");
    return browser;
  }

  @Test
  void f2_elevatingAndDropping_changeTheIdAndKillTheOldOne() {
    Browser browser = browser();
    browser.post("/login-put");
    for (String change : List.of("/elevate", "/elevate", "/drop", "/drop")) {
      String before = browser.cookie("sid");
      HttpResponse<Buffer> response = browser.post(change);
      assertThat(response.statusCode()).as(change).isEqualTo(200);
      assertThat(response.cookies()).as(change).hasSize(1);
      assertThat(browser.cookie("sid")).isNotEqualTo(before);
      assertThat(browser().setCookie("sid", before).get("/who").bodyAsString()).isEqualTo("nobody");
      assertThat(browser.get("/read").bodyAsString()).isEqualTo("after");
      assertThat(browser.get("/level").bodyAsString())
          .isEqualTo(change.equals("/elevate") ? "admin" : "none");
    }
  }

  @Test
  void elevation_isOneCommandAndTheLookup() {
    Browser browser = browser();
    browser.post("/login");
    browser.post("/rotate");
    try (CommandRecorder recorder = server().record()) {
      browser.post("/elevate");
      browser.post("/drop");
      assertThat(recorder.names()).containsExactly("HGETALL", "EVALSHA", "HGETALL", "EVALSHA");
    }
  }

  @Test
  void t7_levelIsAskedForExactly_andRefusalsAreAudited() {
    Browser browser = browser();
    browser.post("/login");
    assertThat(browser.get("/admin").statusCode()).isEqualTo(403);
    assertThat(browser().get("/admin").statusCode()).isEqualTo(403);
    browser.post("/elevate");
    assertThat(browser.get("/admin").bodyAsString()).isEqualTo("secret");
    assertThat(browser.get("/info").bodyAsString()).isEqualTo("Optional[admin]");
    browser.post("/login");
    assertThat(browser.get("/admin").statusCode()).isEqualTo(403);
    assertThat(events()).filteredOn(AuditEvent.ACCESS_DENIED.spelling()::equals).hasSize(3);
    assertThat(events()).contains(AuditEvent.PRIVILEGE_RAISED.spelling());
  }

  @Test
  void f8_lapse_isRefusedUnderANewId() {
    Browser browser = elevated();
    String before = browser.cookie("sid");
    clock.advance(LEVEL.minusMillis(1));
    assertThat(browser.get("/admin").statusCode()).isEqualTo(200);
    assertThat(browser.cookie("sid")).isEqualTo(before);
    clock.advance(Duration.ofMillis(1));

    HttpResponse<Buffer> refused = browser.get("/admin");

    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.cookies()).hasSize(1);
    assertThat(browser.cookie("sid")).isNotEqualTo(before);
    assertThat(browser().setCookie("sid", before).get("/who").bodyAsString()).isEqualTo("nobody");
    assertThat(browser.get("/who").bodyAsString()).isEqualTo("alice");
    assertThat(browser.get("/read").bodyAsString()).isEqualTo("after");
    assertThat(browser.get("/read").cookies()).isEmpty();
    assertThat(audited)
        .filteredOn(e -> AuditEvent.PRIVILEGE_LOWERED.spelling().equals(e.getString("event")))
        .singleElement()
        .satisfies(e -> assertThat(e.getString("reason")).isEqualTo("lapsed"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void f8_requestsAtTheLapse_allKeepTheSession_andOneGetsTheNewId(boolean guarded) {
    Browser browser = elevated();
    clock.advance(LEVEL);
    int target =
        guarded
            ? await(
                    vertx
                        .createHttpServer()
                        .requestHandler(sessions.guard(router))
                        .listen(0, "127.0.0.1"))
                .actualPort()
            : port;
    List<Future<HttpResponse<Buffer>>> responses = new ArrayList<>();
    WebClient client =
        WebClient.create(vertx, new WebClientOptions(), new PoolOptions().setHttp1MaxSize(10));
    for (int i = 0; i < 10; i++) {
      responses.add(
          client
              .get(target, "127.0.0.1", "/who")
              .putHeader("Cookie", "sid=" + browser.cookie("sid"))
              .send());
    }
    List<HttpResponse<Buffer>> answers =
        responses.stream().map(response -> await(response)).toList();

    List<String> cookies = answers.stream().flatMap(answer -> answer.cookies().stream()).toList();
    assertThat(cookies).hasSize(1);
    assertThat(answers).allMatch(answer -> answer.statusCode() == 200);
    String id = cookies.get(0).substring(4, cookies.get(0).indexOf(';'));
    browser.setCookie("sid", id);
    assertThat(browser.get("/who").bodyAsString()).isEqualTo("alice");
    assertThat(records()).hasSize(1);
  }

  @Test
  void f8_levelThatLapsesDuringARequest_isGoneWhenItIsAskedFor() {
    Browser browser = elevated();
    Future<String> answer = vertx.executeBlocking(() -> browser.get("/held").bodyAsString());
    eventually(Duration.ofSeconds(5), () -> assertThat(held).hasSize(1));
    clock.advance(LEVEL);
    held.remove().complete();
    assertThat(await(answer)).isEqualTo("none alice");
  }

  @Test
  void t3_neitherElevationNorDropping_extendsTheAbsoluteDeadline() {
    Browser browser = browser();
    browser.post("/login");
    long deadline = RawRecord.of(server(), (String) records().get(0)).deadline();
    for (int i = 0; i < 10; i++) {
      clock.advance(Duration.ofMinutes(1));
      browser.post("/elevate");
      browser.post("/drop");
    }
    browser.post("/elevate");
    clock.advance(LEVEL);
    browser.get("/level");
    assertThat(RawRecord.of(server(), (String) records().get(0)).deadline()).isEqualTo(deadline);
  }

  @Test
  void f9_twentyElevationsAtOnce_haveOneWinnerAndNoOrphan() {
    Browser browser = browser();
    browser.post("/login");
    String cookie = "sid=" + browser.cookie("sid");
    WebClient client =
        WebClient.create(vertx, new WebClientOptions(), new PoolOptions().setHttp1MaxSize(20));
    List<Future<HttpResponse<Buffer>>> responses = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String path = i % 2 == 0 ? "/elevate" : "/drop";
      responses.add(client.post(port, "127.0.0.1", path).putHeader("Cookie", cookie).send());
    }
    List<HttpResponse<Buffer>> answers =
        responses.stream().map(response -> await(response)).toList();
    assertThat(answers.stream().filter(answer -> !answer.cookies().isEmpty())).hasSize(1);
    assertThat(answers.stream().filter(answer -> answer.statusCode() == 200)).hasSize(1);
    assertThat(records()).hasSize(1);
  }

  @Test
  void elevation_withoutUserOrWithBadArguments_isRefusedAndChangesNothing() {
    Browser anonymous = browser();
    anonymous.get("/put?n=1");
    assertThat(anonymous.post("/elevate").statusCode()).isEqualTo(500);
    assertThat(anonymous.get("/read").bodyAsString()).isEqualTo("1");
    Browser browser = browser();
    browser.post("/login");
    assertThat(browser.get("/refused?level=%20").bodyAsString())
        .isEqualTo("level has 1 characters; allowed are 1 to 64, not all blank");
    assertThat(browser.get("/refused?level=a").bodyAsString())
        .isEqualTo("duration is PT0S; allowed is one millisecond to 400 days");
    assertThat(browser.get("/who").bodyAsString()).isEqualTo("alice");
  }

  @Test
  void f8_requestThatLosesTheRaceAfterALapse_keepsWhatItRead_andWritesNothing() {
    Browser browser = elevated();
    clock.advance(LEVEL);
    RedisSessionStore store = (RedisSessionStore) sessions.store();
    RedisSession winner = (RedisSession) await(store.get(browser.cookie("sid")));
    RedisSession loser = (RedisSession) await(store.get(browser.cookie("sid")));
    SessionsConfig config = SessionsConfig.from(new JsonObject());
    AuditTrail audit = new AuditTrail(vertx, config, InstantSource.system(), null);
    CookiePolicy cookie = new CookiePolicy(config.cookie(), config.http().trustProxy(), audit);
    ClientAddress address = new ClientAddress(config.http());
    UnknownIds unknownIds = new UnknownIds(100, address, audit, InstantSource.system());
    CommitRules rules =
        new CommitRules(
            sessions.handler(),
            new OutageStore(store, cookie, unknownIds),
            cookie,
            false,
            new SessionEvents(audit),
            address,
            audit);

    await(Elevation.rotateBack(rules, null, winner));
    await(Elevation.rotateBack(rules, null, loser));

    assertThat(winner.isRegenerated()).isTrue();
    assertThat(await(store.get(winner.value()))).isNotNull();
    assertThat(loser.isRegenerated()).isFalse();
    assertThat(loser.elevation().level()).isNull();
    assertThat(loser.<String>get("n")).isEqualTo("after");
    clock.advance(Duration.ofMinutes(5));
    try (CommandRecorder recorder = server().record()) {
      await(store.put(loser));
      assertThat(recorder.names()).isEmpty();
    }
    loser.put("n", "late");
    assertThat(failureOf(store.put(loser))).isInstanceOf(SessionGoneException.class);
  }
}
