package io.github.redsessions.web;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.SessionInfo;
import io.github.redsessions.testkit.Acl;
import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.CommandRecorder;
import io.github.redsessions.testkit.RawRecord;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** An id that is as old as {@code session.renewalTimeoutMs}. Rows A1, F3, F9, T3, T6. */
class IdRenewalIT {

  @Nested
  class BehindTheHandler extends Cases {

    @Test
    void t6_renewal_isOneCommand_andOtherRequestsPayNothing() {
      browser.post("/rotate");
      clock.advance(RENEWAL.minusSeconds(30));
      browser.get("/who");
      try (CommandRecorder recorder = server().record()) {
        browser.get("/who");
        assertThat(recorder.names()).containsExactly("HGETALL");
        clock.advance(Duration.ofSeconds(30));
        recorder.clear();
        browser.get("/who");
        assertThat(recorder.names()).containsExactly("HGETALL", "EVALSHA");
      }
    }
  }

  @Nested
  class BehindTheGuard extends Cases {
    @Override
    Handler<HttpServerRequest> requestHandler() {
      return sessions.guard(router);
    }
  }

  @Nested
  class FirstFormat extends Cases {
    @Override
    JsonObject config() {
      JsonObject config = super.config();
      config.getJsonObject("session").put("format", 1);
      return config;
    }
  }

  @Nested
  class NearCache extends Cases {

    private final RedisServer own = RedisServer.start(Acl.nearCacheOptions());

    @Override
    RedisServer server() {
      return own;
    }

    @Override
    JsonObject config() {
      JsonObject config = super.config();
      TestConfig.withNearCacheUser(config.getJsonObject("redis"));
      return config.put("nearCache", new JsonObject().put("enabled", true));
    }

    @AfterEach
    void stopServer() {
      own.close();
    }
  }

  @Nested
  class EncryptedUnderTheCookie extends Cases {
    @Override
    JsonObject config() {
      return super.config().put("encryption", new JsonObject().put("mode", "cookie"));
    }
  }

  @Nested
  class RollingCookie extends Cases {
    @Override
    JsonObject config() {
      JsonObject config = super.config();
      config.getJsonObject("cookie").put("maxAgeMs", 3_600_000);
      return config;
    }
  }

  abstract static class Cases extends RenewalFixture {

    @Override
    void routes(Router router) {
      router
          .post("/elevate")
          .handler(ctx -> answer(ctx, sessions.elevate(ctx, "admin", Duration.ofHours(1))));
      router.get("/level").handler(ctx -> ctx.end(sessions.level(ctx).orElse("none")));
      router
          .get("/put-only")
          .handler(
              ctx -> {
                ctx.session().put("n", "renewed");
                ctx.end();
              });
    }

    private RawRecord record() {
      return RawRecord.of(server(), (String) records().get(0));
    }

    @Test
    void t6_idOfThatAge_isReplaced_andTheSessionGoesOn() {
      String before = browser.cookie("sid");
      clock.advance(RENEWAL.minusMillis(1));
      browser.get("/read");
      assertThat(browser.cookie("sid")).isEqualTo(before);
      clock.advance(Duration.ofMillis(1));

      HttpResponse<Buffer> renewal = browser.get("/read");

      assertThat(renewal.bodyAsString()).isEqualTo("after");
      assertThat(renewal.cookies()).hasSize(1);
      assertThat(renewal.cookies().get(0)).contains("HTTPOnly", "SameSite=Lax", "Path=/");
      assertThat(renewal.getHeader("Cache-Control")).isEqualTo("no-store");
      assertRenewed(before);
      assertThat(await(sessions.sessionsOf("alice")))
          .extracting(SessionInfo::handle)
          .containsExactly(before.substring(0, 22));

      String second = browser.cookie("sid");
      clock.advance(RENEWAL.minusMillis(1));
      browser.get("/who");
      assertThat(browser.cookie("sid")).as("its age counts from the renewal").isEqualTo(second);
      clock.advance(Duration.ofMillis(1));
      browser.get("/who");
      assertRenewed(second);
    }

    @Test
    void t6_oldId_isDeadAtOnce_andCriticalAfterTheGrace() {
      String before = browser.cookie("sid");
      clock.advance(RENEWAL);
      browser.get("/who");

      clock.advance(Duration.ofMillis(9_999));
      HttpResponse<Buffer> late = with(before).get("/put-only");
      assertThat(late.cookies()).isEmpty();
      assertThat(with(before).get("/who").bodyAsString()).isEqualTo("nobody");
      assertThat(audit.events("session.retired.id.used")).isEmpty();

      clock.advance(Duration.ofMillis(1));
      assertThat(with(before).get("/who").bodyAsString()).isEqualTo("nobody");
      assertThat(audit.events("session.retired.id.used")).hasSize(1);
      assertThat(browser.get("/read").bodyAsString()).isEqualTo("after");
    }

    @Test
    void t6_a1_renewal_isAuditedOnce_withItsReason() {
      clock.advance(RENEWAL);
      browser.get("/who");
      browser.get("/who");
      assertThat(audit.events("session.renewed"))
          .singleElement()
          .satisfies(
              event -> {
                assertThat(event.getString("reason")).isEqualTo("age");
                assertThat(event.getString("user")).isEqualTo("alice");
                assertThat(event.getString("session")).hasSize(16);
              });
    }

    @Test
    void t6_t3_renewals_extendNoDeadline() {
      long deadline = record().deadline();
      long authenticated = record().authenticated();
      long end = clock.millis() + Duration.ofHours(12).toMillis();
      String last = "";
      int ids = 0;
      while (clock.millis() < end - RENEWAL.toMillis()) {
        clock.advance(RENEWAL);
        assertThat(browser.get("/who").bodyAsString()).isEqualTo("alice");
        ids += browser.cookie("sid").equals(last) ? 0 : 1;
        last = browser.cookie("sid");
      }
      assertThat(ids).isEqualTo(47);
      assertThat(record().deadline()).isEqualTo(deadline).isEqualTo(end);
      assertThat(record().authenticated()).isEqualTo(authenticated);
      clock.advance(RENEWAL);
      assertThat(browser.get("/who").bodyAsString()).isEqualTo("nobody");
    }

    @Test
    void t6_whatTheRouteWrites_isStoredUnderTheNewId() {
      String before = browser.cookie("sid");
      clock.advance(RENEWAL);
      browser.get("/put?n=1");
      assertRenewed(before);
      assertThat(browser.get("/read").bodyAsString()).isEqualTo("1");
    }

    @Test
    void t6_anonymousSession_isRenewedToo() {
      Browser anonymous = browser();
      anonymous.get("/put?n=cart");
      String before = anonymous.cookie("sid");
      clock.advance(RENEWAL);
      assertThat(anonymous.get("/read").bodyAsString()).isEqualTo("cart");
      assertThat(anonymous.cookie("sid")).isNotEqualTo(before);
      assertThat(anonymous.get("/read").bodyAsString()).isEqualTo("cart");
      assertThat(audit.events("session.renewed"))
          .singleElement()
          .satisfies(event -> assertThat(event.containsKey("user")).isFalse());
    }

    @Test
    void t6_rotation_makesTheIdNewAgain() {
      clock.advance(RENEWAL.minusSeconds(1));
      browser.post("/rotate");
      String rotated = browser.cookie("sid");
      clock.advance(RENEWAL.minusSeconds(1));
      browser.get("/who");
      assertThat(browser.cookie("sid")).isEqualTo(rotated);
    }

    @Test
    void t6_elevation_staysWithTheSession() {
      browser.post("/elevate");
      String before = browser.cookie("sid");
      clock.advance(RENEWAL);
      assertThat(browser.get("/level").bodyAsString()).isEqualTo("admin");
      assertRenewed(before);
      assertThat(browser.get("/level").bodyAsString()).isEqualTo("admin");
      assertThat(with(before).get("/level").bodyAsString()).isEqualTo("none");
    }

    @Test
    void t6_loginAndLogoutWithARequestThatRenews_areWhatTheyAlwaysAre() {
      String before = browser.cookie("sid");
      clock.advance(RENEWAL);
      browser.post("/login");
      assertThat(browser.get("/who").bodyAsString()).isEqualTo("alice");
      assertThat(with(before).get("/who").bodyAsString()).isEqualTo("nobody");
      clock.advance(RENEWAL);
      browser.get("/who");
      browser.post("/logout");
      assertThat(records()).isEmpty();
    }

    @Test
    void t6_f9_requestsAtTheSameTime_keepTheSession_andOneGetsTheNewId() {
      String before = browser.cookie("sid");
      clock.advance(RENEWAL);

      List<HttpResponse<Buffer>> answers = atOnce(before, i -> "/who");

      assertThat(answers).allMatch(answer -> answer.statusCode() == 200);
      List<String> cookies = answers.stream().flatMap(a -> a.cookies().stream()).toList();
      assertThat(cookies).hasSize(1);
      browser.setCookie("sid", cookies.get(0).substring(4, cookies.get(0).indexOf(';')));
      assertRenewed(before);
      assertThat(browser.get("/read").bodyAsString()).isEqualTo("after");
      assertThat(audit.events("session.renewed")).hasSize(1);
      assertThat(audit.events("session.retired.id.used")).isEmpty();
    }

    /** Each waits for its own write: /put answers when it is stored. */
    @Test
    void t6_f9_writesAtTheSameTime_areStoredOrRefused_andNoneIsLostSilently() {
      String before = browser.cookie("sid");
      clock.advance(RENEWAL);

      List<HttpResponse<Buffer>> answers = atOnce(before, i -> "/put?n=" + i);

      List<Integer> stored = new ArrayList<>();
      for (int i = 0; i < answers.size(); i++) {
        if (answers.get(i).statusCode() == 200) {
          stored.add(i);
          String cookie = answers.get(i).cookies().get(0);
          browser.setCookie("sid", cookie.substring(4, cookie.indexOf(';')));
        }
      }
      assertThat(stored).hasSize(1);
      assertRenewed(before);
      assertThat(browser.get("/read").bodyAsString()).isEqualTo("" + stored.get(0));
    }

    private List<HttpResponse<Buffer>> atOnce(String id, IntFunction<String> path) {
      WebClient client =
          WebClient.create(vertx, new WebClientOptions(), new PoolOptions().setHttp1MaxSize(10));
      List<Future<HttpResponse<Buffer>>> responses = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        responses.add(
            client.get(port, "127.0.0.1", path.apply(i)).putHeader("Cookie", "sid=" + id).send());
      }
      return responses.stream().map(response -> await(response)).toList();
    }
  }
}
