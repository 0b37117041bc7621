package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.CSRFHandler;
import io.vertx.ext.web.handler.SessionHandler;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The stock CSRFHandler, which keeps its token in the session beside the session's id. Without
 * signing keys, where an id is all that there is to a cookie. Rows S1, X4; CVE-2022-24895.
 */
class CsrfIT {

  @Nested
  class ModuleHandler extends Forms {

    /** The user is an attribute too, which is compared as text. */
    @Test
    void s1_idInTheUser_isNotInRedis_andTheUserStays() {
      Browser browser = browser();
      browser.post("/login");
      String secret = browser.cookie("sid").substring(22);
      assertThat(browser.get("/own-id").statusCode()).isEqualTo(200);

      assertThat(server().command("HGETALL", (String) records().get(0)).toString())
          .contains("~own:")
          .doesNotContain(secret);
      assertThat(browser.get("/own-id").statusCode()).isEqualTo(200);
      assertThat(browser.get("/who").bodyAsString()).isEqualTo("alice");
      assertThat(browser.post("/rotate").statusCode()).isEqualTo(200);
      assertThat(browser.get("/who").bodyAsString()).isEqualTo("alice");
    }
  }

  @Nested
  class StockHandler extends Forms {

    @Override
    SessionHandler sessionHandler() {
      return stockHandler();
    }
  }

  abstract static class Forms extends WebFixture {

    private static final String TOKEN = "X-XSRF-TOKEN";

    @Override
    void routes(Router router) {
      router
          .route("/form")
          .handler(BodyHandler.create(false))
          .handler(CSRFHandler.create(vertx, "a secret of the CSRF handler"));
      router.get("/form").handler(ctx -> ctx.end("form"));
      router
          .get("/own-id")
          .handler(
              ctx -> {
                ctx.user().principal().put("sid", ctx.session().id());
                answer(ctx, sessionHandler().flush(ctx));
              });
      router.post("/form").handler(ctx -> ctx.end("done"));
    }

    @Test
    void x4_tokenOfTheForm_isTaken_andNoneElse() {
      Browser browser = browser();
      browser.get("/form");
      String token = browser.cookie("XSRF-TOKEN");

      assertThat(post(browser, token)).isEqualTo(200);
      assertThat(post(browser, browser.cookie("XSRF-TOKEN"))).isEqualTo(200);
      assertThat(post(browser, token + "x")).isEqualTo(403);
    }

    @Test
    void s1_redisHoldsNoSecret() {
      Browser browser = browser();
      browser.get("/form");
      String secret = browser.cookie("sid").substring(22);

      String dump = keys().toString();
      for (Object key : keys()) {
        dump += server().command("HGETALL", (String) key);
      }
      assertThat(dump).contains("X-XSRF-TOKEN", "~own:").doesNotContain(secret);
    }

    @Test
    void x4_tokenFromBeforeTheLogin_isRefusedAfterIt() {
      Browser browser = browser();
      browser.get("/form");
      String before = browser.cookie("XSRF-TOKEN");
      browser.post("/login");

      assertThat(post(browser, before)).isEqualTo(403);
      browser.get("/form");
      assertThat(browser.cookie("XSRF-TOKEN")).isNotEqualTo(before);
      assertThat(post(browser, browser.cookie("XSRF-TOKEN"))).isEqualTo(200);
    }

    /** As above, with the attribute kept: it is the id in it that refuses the token. */
    @Test
    void x4_tokenFromBeforeARotation_isRefusedAfterIt() {
      Browser browser = browser();
      browser.get("/form");
      String before = browser.cookie("XSRF-TOKEN");
      browser.post("/rotate");

      assertThat(post(browser, before)).isEqualTo(403);
    }

    private static int post(Browser browser, String token) {
      browser.setCookie("XSRF-TOKEN", token);
      return browser
          .send(HttpMethod.POST, "/form", request -> request.putHeader(TOKEN, token), null)
          .statusCode();
    }
  }
}
