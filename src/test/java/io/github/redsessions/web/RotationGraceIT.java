package io.github.redsessions.web;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionsUnderTest;
import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.MutableClock;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What an id gets that was rotated away: for a moment it is taken for one that was under way, then
 * for a stolen one. It is dead in both cases. Rows F1, A1, T6.
 */
class RotationGraceIT {

  @Nested
  class Default extends Grace {

    @Test
    void f1_withinTheGrace_aRetiredIdGetsNoCookie_andNobodyIsAlarmed() {
      clock.advance(Duration.ofMillis(9_999));
      assertThat(late.get("/put-only").cookies()).isEmpty();
      assertThat(late.get("/who").bodyAsString()).isEqualTo("nobody");
      assertThat(records()).hasSize(1);
      assertThat(audit.events("session.retired.id.used")).isEmpty();
      assertThat(sessions.unknownIds()).isZero();
    }

    @Test
    void a1_afterTheGrace_aRetiredIdIsAnUnknownOne_andCritical() {
      clock.advance(Duration.ofSeconds(10));
      assertThat(late.get("/who").bodyAsString()).isEqualTo("nobody");
      assertThatOneWasAlarmed();
      assertThat(late.get("/put-only").cookies()).hasSize(1);
      assertThat(browser.get("/who").bodyAsString()).isEqualTo("alice");
      assertThat(records()).hasSize(2);
      assertThat(sessions.unknownIds()).isEqualTo(2);
    }

    @Test
    void graceBeginsWithTheRotation_howeverMuchTheSessionIsUsed() {
      clock.advance(Duration.ofSeconds(9));
      browser.get("/put?n=1");
      clock.advance(Duration.ofSeconds(1));
      late.get("/who");
      assertThatOneWasAlarmed();
    }

    /** Nothing is left of it to tell it by. */
    @Test
    void idThatWasLoggedOut_isAnUnknownOne() {
      String last = browser.cookie("sid");
      browser.post("/logout");
      Browser replaying = browser().setCookie("sid", last);
      assertThat(replaying.get("/who").bodyAsString()).isEqualTo("nobody");
      assertThat(sessions.unknownIds()).isEqualTo(1);
    }
  }

  @Nested
  class FirstFormat extends Grace {

    @Override
    JsonObject config() {
      JsonObject config = super.config();
      config.getJsonObject("session").put("format", 1);
      return config;
    }

    @Test
    void recordOfBefore_withoutTheTimeOfItsRotation_isJudgedByTheLastAccess() {
      assertThat(server().command("HDEL", (String) records().get(0), "r")).isEqualTo(1L);
      clock.advance(Duration.ofSeconds(9));
      browser.get("/put?n=1");
      clock.advance(Duration.ofSeconds(9));
      assertThat(late.get("/put-only").cookies()).isEmpty();
      clock.advance(Duration.ofSeconds(1));
      assertThat(late.get("/put-only").cookies()).hasSize(1);
      assertThatOneWasAlarmed();
    }
  }

  @Nested
  class None extends Grace {

    @Override
    JsonObject config() {
      JsonObject config = super.config();
      config.getJsonObject("session").put("rotationGraceMs", 0);
      return config;
    }

    @Test
    void a1_withoutGrace_aRetiredIdIsCriticalAtOnce() {
      assertThat(late.get("/put-only").cookies()).hasSize(1);
      assertThatOneWasAlarmed();
    }
  }

  abstract static class Grace extends WebFixture {

    final MutableClock clock = new MutableClock();
    AuditRecorder audit;
    Browser browser;
    Browser late;
    private String retired;

    @Override
    RedisSessions open() {
      return await(SessionsUnderTest.open(vertx, config(), clock));
    }

    @Override
    void routes(Router router) {
      router
          .get("/put-only")
          .handler(
              ctx -> {
                ctx.session().put("n", "late");
                ctx.end();
              });
    }

    @BeforeEach
    void rotate() {
      audit = new AuditRecorder(vertx);
      browser = browser();
      browser.post("/login");
      retired = browser.cookie("sid");
      late = browser().setCookie("sid", retired);
      browser.post("/rotate");
    }

    void assertThatOneWasAlarmed() {
      assertThat(audit.events("session.retired.id.used"))
          .singleElement()
          .satisfies(
              event -> {
                assertThat(event.getString("address")).isEqualTo("127.0.0.1");
                assertThat(event.getString("level")).isEqualTo("critical");
                // Hashed, as everywhere in the audit.
                assertThat(event.getString("session")).hasSize(16);
                assertThat(event.encode()).doesNotContain(retired.substring(22));
              });
    }
  }
}
