package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.CommandRecorder;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.handler.SessionHandler;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a request costs, under the module's handler and under the stock one. Rows T9, G3. */
class CommandCountIT {

  @Nested
  class ModuleHandler extends Costs {

    @Test
    void t9_thousandUntouchedRequests_costNothingAndCreateNoKey() {
      Browser browser = browser();
      try (CommandRecorder recorder = server().record()) {
        for (int i = 0; i < 1_000; i++) {
          assertThat(browser.get("/untouched").cookies()).isEmpty();
        }
        assertThat(recorder.names()).isEmpty();
      }
      assertThat(keys()).isEmpty();
    }
  }

  @Nested
  class StockHandler extends Costs {

    @Override
    SessionHandler sessionHandler() {
      return stockHandler();
    }
  }

  abstract static class Costs extends WebFixture {

    @Test
    void unchangedRequest_isOneCommand_andAChangedOneTwo() {
      Browser browser = browser();
      browser.get("/put?n=1");
      try (CommandRecorder recorder = server().record()) {
        assertThat(browser.get("/read").bodyAsString()).isEqualTo("1");
        assertThat(recorder.names()).containsExactly("HGETALL");
        recorder.clear();
        browser.get("/put?n=2");
        assertThat(recorder.names()).containsExactly("HGETALL", "EVALSHA");
        recorder.clear();
        browser.get("/put?n=2");
        assertThat(recorder.names()).containsExactly("HGETALL");
      }
    }

    @Test
    void malformedId_costsNothingToLookUp() {
      Browser browser = browser().setCookie("sid", "x".repeat(66));
      try (CommandRecorder recorder = server().record()) {
        assertThat(browser.get("/static").statusCode()).isEqualTo(200);
        browser.get("/untouched");
        assertThat(recorder.names()).doesNotContain("HGETALL");
      }
    }

    @Test
    void unknownId_isLookedUpOnce() {
      Browser browser = browser().setCookie("sid", "A".repeat(65));
      try (CommandRecorder recorder = server().record()) {
        browser.send(HttpMethod.GET, "/untouched", request -> request, null);
        assertThat(recorder.names()).containsOnlyOnce("HGETALL");
      }
    }

    @Test
    void login_isFourCommandsAndTheLookup() {
      Browser browser = browser();
      browser.get("/put?n=1");
      try (CommandRecorder recorder = server().record()) {
        browser.post("/login");
        assertThat(recorder.names())
            .containsExactly("HGETALL", "HMGET", "HMGET", "EVALSHA", "EVALSHA");
      }
      try (CommandRecorder recorder = server().record()) {
        browser().post("/login");
        assertThat(recorder.names()).containsExactly("HMGET", "HMGET", "EVALSHA", "EVALSHA");
      }
    }
  }
}
