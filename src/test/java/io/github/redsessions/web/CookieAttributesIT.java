package io.github.redsessions.web;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionsUnderTest;
import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.MutableClock;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Every Set-Cookie of the session, attribute by attribute. Rows C1 to C6. */
class CookieAttributesIT {

  @Nested
  class Defaults extends Cookies {

    @Override
    JsonObject cookie() {
      return new JsonObject();
    }

    @Test
    void c1_c2_c3_c4_cookieIsTheHostsOwn_andGoesWithTheBrowser() {
      everyChange_sendsOneCookie(
          "__Host-sid=[^;]{65}; Path=/; Secure; HTTPOnly; SameSite=Lax",
          "__Host-sid=; Max-Age=0; Expires=[^;]+; Path=/; Secure; HTTPOnly; SameSite=Lax");
    }
  }

  @Nested
  class Everything extends Cookies {

    @Override
    JsonObject cookie() {
      return new JsonObject()
          .put("name", "__Secure-sid")
          .put("path", "/")
          .put("domain", "example.com")
          .put("sameSite", "None")
          .put("partitioned", true)
          .put("maxAgeMs", 7_200_500);
    }

    /** The idle timeout of 30 minutes is less than the two hours. */
    @Test
    void c5_deletionRepeatsTheAttributes_andNoCookieOutlivesItsSession() {
      String attributes =
          "Expires=[^;]+; Path=/; Domain=example.com; Secure; HTTPOnly; SameSite=None; Partitioned";
      everyChange_sendsOneCookie(
          "__Secure-sid=[^;]{65}; Max-Age=1800; " + attributes,
          "__Secure-sid=; Max-Age=0; " + attributes);
    }

    @Test
    void c4_maxAge_isNeverMoreThanTheAbsoluteDeadlineLeaves() {
      Browser browser = browser();
      browser.post("/login");
      for (int i = 0; i < 35; i++) {
        clock.advance(Duration.ofMinutes(20));
        browser.get("/put?n=" + i);
      }
      // 20 minutes of the 12 hours are left.
      assertThat(browser.post("/rotate").cookies())
          .singleElement()
          .asString()
          .contains("; Max-Age=1200;");
    }

    /** Only where the response waits for the write is it known in time that there was one. */
    @Test
    void rolling_cookieIsSentAgain_whenTheWriteOfTheSessionWasAwaited() {
      Browser browser = browser();
      browser.post("/login");
      String id = browser.cookie("__Secure-sid");

      assertThat(browser.get("/put?n=1").cookies())
          .singleElement()
          .asString()
          .startsWith("__Secure-sid=" + id + "; Max-Age=1800; ")
          .endsWith("SameSite=None; Partitioned");
      assertThat(browser.get("/put?n=1").cookies()).isEmpty();
      clock.advance(Duration.ofSeconds(61));
      assertThat(browser.get("/put?n=1").cookies()).hasSize(1);
      assertThat(browser.get("/who").bodyAsString()).isEqualTo("alice");
    }
  }

  @Nested
  class ShortLived extends Cookies {

    @Override
    JsonObject cookie() {
      return new JsonObject().put("maxAgeMs", 61_999);
    }

    @Test
    void c4_maxAge_isTheConfiguredOne_inWholeSeconds() {
      assertThat(browser().post("/login").cookies())
          .singleElement()
          .asString()
          .contains("; Max-Age=61;");
    }
  }

  abstract static class Cookies extends WebFixture {

    final MutableClock clock = new MutableClock();

    abstract JsonObject cookie();

    @Override
    JsonObject config() {
      return super.config().put("cookie", cookie());
    }

    @Override
    RedisSessions open() {
      return await(SessionsUnderTest.open(vertx, config(), clock));
    }

    @Override
    void routes(Router router) {
      router
          .post("/login-rotate")
          .handler(
              ctx ->
                  answer(
                      ctx,
                      sessions
                          .logIn(ctx, User.fromName("alice"))
                          .compose(v -> sessions.rotate(ctx))));
      router
          .post("/logout-new")
          .handler(
              ctx ->
                  answer(
                      ctx,
                      sessions
                          .logOut(ctx)
                          .onSuccess(v -> sessions.handler().newSession(ctx).put("n", 1))));
      router
          .get("/implicit")
          .handler(
              ctx -> {
                ctx.session().put("n", 1);
                ctx.end();
              });
    }

    void everyChange_sendsOneCookie(String set, String deletion) {
      Browser browser = browser();
      for (String change :
          List.of("/login", "/login", "/rotate", "/login-rotate", "/logout-new", "/login-put")) {
        assertThat(browser.post(change).cookies())
            .as(change)
            .singleElement()
            .asString()
            .matches(set);
      }
      assertThat(browser.post("/logout").cookies()).singleElement().asString().matches(deletion);
      assertThat(browser().get("/implicit").cookies()).singleElement().asString().matches(set);
      assertThat(browser().post("/login-rotate").cookies().get(0)).hasSizeLessThan(4_097);
    }
  }
}
