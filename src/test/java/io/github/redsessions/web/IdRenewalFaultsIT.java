package io.github.redsessions.web;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionsUnderTest;
import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.Replicated;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** An old id that Redis can't renew: nobody has to wait for it. Rows D1, D4, D6, T6. */
class IdRenewalFaultsIT {

  private static final Duration BOUND = Duration.ofSeconds(10);

  @Nested
  class BehindTheHandler extends Faults {}

  @Nested
  class BehindTheGuard extends Faults {
    @Override
    Handler<HttpServerRequest> requestHandler() {
      return sessions.guard(router);
    }

    /** What was renewed is replaced, and its cookie with it. */
    @Test
    void t6_f4_cookieOfASessionThatWasNeverStored_doesNotLeave() {
      clock.advance(RENEWAL);
      HttpResponse<Buffer> answer = browser.get("/anew");
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.cookies()).isEmpty();
    }
  }

  abstract static class Faults extends RenewalFixture {

    private final RedisServer own = RedisServer.start();
    private final HookedClock hooked = new HookedClock(clock);

    @Override
    RedisServer server() {
      return own;
    }

    @Override
    JsonObject config() {
      JsonObject config = super.config();
      config.getJsonObject("redis").put("commandTimeoutMs", 500).put("retryBudgetMs", 0);
      return config;
    }

    @Override
    RedisSessions open() {
      return await(SessionsUnderTest.open(vertx, config(), hooked));
    }

    @Override
    void routes(Router router) {
      router
          .get("/anew")
          .handler(
              ctx -> {
                own.command("CONFIG", "SET", "maxmemory", "1");
                sessions.handler().newSession(ctx).put("n", 1);
                ctx.end();
              });
      router
          .get("/rotate")
          .handler(
              ctx -> {
                own.command("CONFIG", "SET", "maxmemory", "1");
                answer(ctx, sessions.rotate(ctx));
              });
    }

    @AfterEach
    void stopServer() {
      own.close();
    }

    /** It takes back its own cookie, and not that of the id which was stored before the route. */
    @Test
    void t6_f4_changeThatFailsAfterwards_leavesTheUserLoggedIn() {
      String before = browser.cookie("sid");
      clock.advance(RENEWAL);
      HttpResponse<Buffer> answer = browser.get("/rotate");
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.cookies()).hasSize(1);
      assertThat(answer.getHeader("Cache-Control")).isEqualTo("no-store");
      own.command("CONFIG", "SET", "maxmemory", "0");
      assertRenewed(before);
    }

    @Test
    void t6_d4_fullRedis_leavesTheIdAsItIs_untilItTakesWritesAgain() {
      String before = browser.cookie("sid");
      clock.advance(RENEWAL);
      own.command("CONFIG", "SET", "maxmemory", "1");
      for (int i = 0; i < 3; i++) {
        HttpResponse<Buffer> answer = browser.get("/who");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.bodyAsString()).isEqualTo("alice");
        assertThat(answer.cookies()).isEmpty();
      }
      own.command("CONFIG", "SET", "maxmemory", "0");
      assertThat(audit.events("session.renewed")).isEmpty();
      assertLeftToTheNextRequest(before);
    }

    /** It was read, and then Redis says nothing any more. */
    @Test
    void t6_d1_silentRedis_costsOneTimeout_andTheRequestGoesOn() {
      clock.advance(RENEWAL);
      hooked.whenAsked(own::freeze);
      try {
        HttpResponse<Buffer> answer = browser.get("/who");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.bodyAsString()).isEqualTo("alice");
        assertThat(answer.cookies()).isEmpty();
      } finally {
        own.thaw();
      }
      assertThat(audit.events("session.renewed")).isEmpty();
      // Whether it was carried out isn't known, and neither is who this is: but it is answered.
      eventually(BOUND, () -> assertThat(browser.get("/who").statusCode()).isEqualTo(200));
    }
  }

  @Nested
  class TooFewReplicas extends Replicas {}

  @Nested
  class TooFewReplicasBehindTheGuard extends Replicas {
    @Override
    Handler<HttpServerRequest> requestHandler() {
      return sessions.guard(router);
    }
  }

  abstract static class Replicas extends RenewalFixture {

    private final Replicated pair = Replicated.start();

    @Override
    RedisServer server() {
      return pair.primary();
    }

    @Override
    JsonObject config() {
      return Replicated.durably(super.config(), 300);
    }

    @BeforeEach
    @Override
    void logIn() {
      audit = new AuditRecorder(vertx);
      browser = browser();
      eventually(BOUND, () -> assertThat(browser.post("/login").statusCode()).isEqualTo(200));
    }

    @AfterEach
    void stopServers() {
      pair.close();
    }

    @Test
    void t6_d6_newIdThatTooFewReplicasHave_counts_andTheAnswerIsThatOfTheRoute() {
      String before = browser.cookie("sid");
      clock.advance(RENEWAL);
      pair.replica().freeze();
      try {
        HttpResponse<Buffer> answer = browser.get("/who");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.bodyAsString()).isEqualTo("alice");
        assertThat(answer.cookies()).hasSize(1);
        assertRenewed(before);
      } finally {
        pair.replica().thaw();
      }
      assertThat(audit.events("session.renewed")).hasSize(1);
      Browser old = with(before);
      assertThat(old.get("/who").bodyAsString()).isEqualTo("nobody");
    }
  }
}
