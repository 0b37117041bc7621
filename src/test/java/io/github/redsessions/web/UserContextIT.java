package io.github.redsessions.web;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionsUnderTest;
import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.MutableClock;
import io.github.redsessions.testkit.RawRecord;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.UsernamePasswordCredentials;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.handler.BasicAuthHandler;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What {@code ctx.userContext()} does to the session. Rows F2, T3, T7, L1. */
class UserContextIT {

  @Nested
  class BehindTheHandler extends Cases {}

  @Nested
  class BehindTheGuard extends Cases {
    @Override
    Handler<HttpServerRequest> requestHandler() {
      return sessions.guard(router);
    }
  }

  /** An application that lets the reference to the first user survive a login. */
  @Nested
  class WithAKeptReference extends Fixture {
    @Override
    JsonObject config() {
      JsonObject config = super.config();
      config
          .getJsonObject("session")
          .put("keepOnLogin", new JsonArray().add("__vertx.user-switch-ref"));
      return config;
    }

    @Test
    void t3_loginDuringAnImpersonation_doesNotExtendTheLifeOfWhoComesBack() {
      Browser browser = loggedIn();
      long deadline = record().deadline();
      clock.advance(STEP);
      browser.get("/impersonate");
      browser.post("/login");
      browser.get("/restore");
      eventually(BOUND, () -> assertThat(browser.get("/who").bodyAsString()).isEqualTo("root"));
      assertThat(record().deadline()).isEqualTo(deadline);
    }
  }

  abstract static class Cases extends Fixture {

    @Test
    void f2_everyTransition_rotatesAndKillsTheOldId() {
      Browser browser = loggedIn();
      for (String transition : new String[] {"/impersonate", "/as", "/restore", "/refresh"}) {
        String before = browser.cookie("sid");
        HttpResponse<Buffer> response = as("bob", browser, transition);
        assertThat(response.statusCode()).isEqualTo(transition.equals("/as") ? 200 : 302);
        assertThat(response.cookies()).as(transition).hasSize(1);
        assertThat(browser.cookie("sid")).isNotEqualTo(before).isNotNull();
        assertThat(browser().setCookie("sid", before).get("/who").bodyAsString())
            .isEqualTo("nobody");
        assertThat(records()).hasSize(1);
      }
    }

    @Test
    void impersonation_isAnotherUser_andThenTheFirstWithAllThatWasKnownOfThem() {
      Browser browser = loggedIn();
      String whole = browser.get("/whole").bodyAsString();
      browser.get("/impersonate");
      assertThat(browser.get("/who").bodyAsString()).isEqualTo("nobody");
      as("bob", browser, "/as");
      assertThat(browser.get("/who").bodyAsString()).isEqualTo("bob");
      browser.get("/put?n=1");
      browser.get("/restore");
      // Without the guard the response leaves before it is stored who has come back.
      eventually(
          BOUND,
          () ->
              assertThat(browser.get("/whole").bodyAsString())
                  .isEqualTo(whole)
                  .contains("admin", "late"));
      assertThat(browser.get("/read").bodyAsString()).isEqualTo("1");
      assertThat(browser.get("/restore").statusCode()).isEqualTo(400);
    }

    @Test
    void t3_impersonationAndItsEnd_leaveTheDeadlineOfTheLogin() {
      Browser browser = loggedIn();
      long deadline = record().deadline();
      long authenticated = record().authenticated();
      for (int i = 0; i < 3; i++) {
        for (String transition : new String[] {"/impersonate", "/as", "/restore"}) {
          clock.advance(STEP);
          as("bob", browser, transition);
          assertThat(record().deadline()).as(transition).isEqualTo(deadline);
          assertThat(record().authenticated()).as(transition).isEqualTo(authenticated);
        }
      }
      eventually(BOUND, () -> assertThat(browser.get("/who").bodyAsString()).isEqualTo("root"));
      for (int i = 0; i < 36; i++) {
        clock.advance(Duration.ofMinutes(20));
        browser.get("/who");
      }
      assertThat(browser.get("/who").bodyAsString()).isEqualTo("nobody");
    }

    @Test
    void t3_setUserDuringAnImpersonation_leavesTheDeadlineToo() {
      Browser browser = loggedIn();
      long deadline = record().deadline();
      clock.advance(STEP);
      browser.get("/impersonate");
      browser.get("/set-user");
      assertThat(browser.get("/who").bodyAsString()).isEqualTo("carol");
      assertThat(record().deadline()).isEqualTo(deadline);
    }

    @Test
    void t3_impersonationWithinOneRequest_leavesTheDeadlineToo() {
      Browser browser = loggedIn();
      long deadline = record().deadline();
      clock.advance(STEP);
      browser.get("/at-once");
      assertThat(browser.get("/who").bodyAsString()).isEqualTo("carol");
      assertThat(record().deadline()).isEqualTo(deadline);
      browser.get("/restore");
      eventually(BOUND, () -> assertThat(browser.get("/who").bodyAsString()).isEqualTo("root"));
      assertThat(record().deadline()).isEqualTo(deadline);
    }

    @Test
    void t3_provenCredentials_startTheDeadlineAnew() {
      Browser browser = loggedIn();
      long deadline = record().deadline();
      clock.advance(STEP);
      browser.get("/refresh");
      assertThat(record().deadline()).isEqualTo(deadline);
      as("root", browser, "/as");
      // Without the guard the response doesn't wait.
      eventually(
          BOUND, () -> assertThat(record().deadline()).isEqualTo(deadline + STEP.toMillis()));
    }

    @Test
    void f6_loginDuringAnImpersonation_isTheEndOfIt() {
      Browser browser = loggedIn();
      long deadline = record().deadline();
      clock.advance(STEP);
      browser.get("/impersonate");
      browser.post("/login");
      assertThat(browser.get("/who").bodyAsString()).isEqualTo("alice");
      assertThat(record().deadline()).isEqualTo(deadline + STEP.toMillis());
      assertThat(browser.get("/restore").statusCode()).isEqualTo(400);
    }

    @Test
    void l9_whoseSessionsWereRevokedMeanwhile_doesNotComeBack() {
      Browser browser = loggedIn();
      clock.advance(STEP);
      browser.get("/impersonate");
      as("bob", browser, "/as");
      await(sessions.revokeAll("root"));
      browser.get("/restore");
      assertThat(browser.get("/who").bodyAsString()).isNotEqualTo("root");
    }

    @Test
    void l1_logout_destroysTheSessionAndDeletesTheCookie() {
      Browser browser = loggedIn();
      String id = browser.cookie("sid");
      HttpResponse<Buffer> logout = browser.get("/logout");
      assertThat(logout.statusCode()).isEqualTo(302);
      assertThat(logout.cookies()).singleElement().asString().contains("Max-Age=0");
      assertThat(records()).isEmpty();
      assertThat(browser().setCookie("sid", id).get("/who").bodyAsString()).isEqualTo("nobody");
    }
  }

  abstract static class Fixture extends WebFixture {

    static final Duration STEP = Duration.ofMinutes(10);
    static final Duration BOUND = Duration.ofSeconds(10);

    final MutableClock clock = new MutableClock();

    @Override
    RedisSessions open() {
      return await(SessionsUnderTest.open(vertx, config(), clock));
    }

    @Override
    void routes(Router router) {
      router
          .get("/impersonate")
          .handler(ctx -> ctx.userContext().impersonate("/who").onFailure(ctx::fail));
      router.get("/restore").handler(ctx -> ctx.userContext().restore("/who").onFailure(ctx::fail));
      router.get("/refresh").handler(ctx -> ctx.userContext().refresh("/who").onFailure(ctx::fail));
      router.get("/logout").handler(ctx -> ctx.userContext().logout());
      router
          .get("/set-user")
          .handler(ctx -> answer(ctx, sessions.handler().setUser(ctx, User.fromName("carol"))));
      router
          .get("/at-once")
          .handler(
              ctx -> {
                ctx.session().put("__vertx.user-switch-ref", ctx.user());
                answer(ctx, sessions.handler().setUser(ctx, User.fromName("carol")));
              });
      router
          .get("/whole")
          .handler(ctx -> ctx.json(ctx.user().principal().copy().mergeIn(ctx.user().attributes())));
      router
          .route("/as")
          .handler(
              BasicAuthHandler.create(
                  credentials ->
                      io.vertx.core.Future.succeededFuture(
                          User.fromName(
                              ((UsernamePasswordCredentials) credentials).getUsername()))));
      router.get("/as").handler(ctx -> ctx.end());
      router
          .post("/root")
          .handler(
              ctx -> {
                User root =
                    User.create(
                        new JsonObject().put("sub", "root").put("role", "admin"),
                        new JsonObject().put("shift", "late"));
                answer(ctx, sessions.logIn(ctx, root));
              });
    }

    Browser loggedIn() {
      Browser browser = browser();
      browser.post("/root");
      return browser;
    }

    /** Asks with credentials, which only one of the routes looks at. */
    static HttpResponse<Buffer> as(String name, Browser browser, String path) {
      return browser.send(
          HttpMethod.GET, path, request -> request.basicAuthentication(name, "any"), null);
    }

    RawRecord record() {
      assertThat(records()).hasSize(1);
      return RawRecord.of(server(), (String) records().get(0));
    }
  }
}
