package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.CSRFHandler;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The stock CSRF handler with a body handler behind the session handler. Row X4; CVE-2022-24895.
 */
class CsrfHandlerIT {

  private static final String FIELD = "X-XSRF-TOKEN";
  private static final String COOKIE = "XSRF-TOKEN";

  @Nested
  class BehindTheHandler extends Cases {}

  @Nested
  class BehindTheGuard extends Cases {
    @Override
    Handler<HttpServerRequest> requestHandler() {
      return sessions.guard(router);
    }
  }

  abstract static class Cases extends WebFixture {

    @Override
    void routes(Router router) {
      router.route("/forms/*").handler(BodyHandler.create(false));
      router.route("/forms/*").handler(CSRFHandler.create(vertx, "a secret of the test"));
      router.get("/forms/page").handler(ctx -> ctx.end(ctx.<String>get(FIELD)));
      router
          .post("/forms/page")
          .handler(
              ctx -> {
                ctx.session().put("n", ctx.request().getFormAttribute("n"));
                ctx.end();
              });
      router
          .post("/forms/login")
          .handler(ctx -> answer(ctx, sessions.logIn(ctx, User.fromName("alice"))));
    }

    private static HttpResponse<Buffer> post(Browser browser, String path, String token) {
      return browser.send(
          HttpMethod.POST,
          path,
          request -> request.putHeader("Content-Type", "application/x-www-form-urlencoded"),
          Buffer.buffer("n=posted&" + FIELD + "=" + token));
    }

    /** The token of the page, which is in the cookie jar too. */
    private static String token(Browser browser) {
      String token = browser.get("/forms/page").bodyAsString();
      assertThat(browser.cookie(COOKIE)).isEqualTo(token);
      return token;
    }

    @Test
    void x4_formOfThePage_isTakenOnce() {
      Browser browser = browser();
      String token = token(browser);
      assertThat(token(browser)).isEqualTo(token);
      assertThat(post(browser, "/forms/page", token).statusCode()).isEqualTo(200);
      assertThat(browser.get("/read").bodyAsString()).isEqualTo("posted");
      assertThat(post(browser, "/forms/page", token).statusCode()).isEqualTo(403);
      assertThat(post(browser, "/forms/page", browser.cookie(COOKIE)).statusCode()).isEqualTo(200);
    }

    @Test
    void x4_wrongToken_is403_andChangesNothing() {
      Browser browser = browser();
      String token = token(browser);
      String other = token(browser());
      for (String wrong : new String[] {"", "x", token + "x", other}) {
        browser.setCookie(COOKIE, wrong);
        assertThat(post(browser, "/forms/page", wrong).statusCode()).isEqualTo(403);
        browser.setCookie(COOKIE, token);
        assertThat(post(browser, "/forms/page", wrong).statusCode()).isEqualTo(403);
      }
      assertThat(browser.get("/read").bodyAsString()).isEqualTo("null");
      assertThat(post(browser, "/forms/page", token).statusCode()).isEqualTo(200);
    }

    @Test
    void x4_token_changesWithTheId() {
      Browser browser = browser();
      String before = token(browser);
      browser.post("/rotate");
      assertThat(post(browser, "/forms/page", before).statusCode()).isEqualTo(403);
      String after = token(browser);
      assertThat(after).isNotEqualTo(before);
      assertThat(post(browser, "/forms/login", after).statusCode()).isEqualTo(200);
      assertThat(browser.get("/who").bodyAsString()).isEqualTo("alice");
      String refreshed = browser.cookie(COOKIE);
      assertThat(post(browser, "/forms/page", refreshed).statusCode()).isEqualTo(403);
      assertThat(post(browser, "/forms/page", token(browser)).statusCode()).isEqualTo(200);
    }
  }
}
