package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import org.junit.jupiter.api.Test;

/** {@code session.saveOnError}. */
class SaveOnErrorIT extends WebFixture {

  @Override
  JsonObject config() {
    JsonObject config = super.config();
    config.getJsonObject("session").put("saveOnError", true);
    return config;
  }

  @Override
  void routes(Router router) {
    router
        .get("/failing")
        .handler(
            ctx -> {
              ctx.session().put("n", "kept");
              ctx.fail(400);
            });
  }

  @Test
  void attributesUnderAnError_areSaved() {
    Browser browser = browser();
    assertThat(browser.get("/failing").cookies()).hasSize(1);
    assertThat(browser.get("/read").bodyAsString()).isEqualTo("kept");
  }
}
