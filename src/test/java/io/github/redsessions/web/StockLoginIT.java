package io.github.redsessions.web;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.SessionInfo;
import io.vertx.ext.web.handler.SessionHandler;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Logins of the module under the stock handler, which knows nothing of where they come from. */
class StockLoginIT extends WebFixture {

  @Override
  SessionHandler sessionHandler() {
    return stockHandler();
  }

  @Test
  void l4_sessionSaysWhereItsLoginCameFrom() {
    browser().post("/login");
    List<SessionInfo> list = await(sessions.sessionsOf("alice"));
    assertThat(list).singleElement().extracting(SessionInfo::address).isEqualTo("127.0.0.1");
    assertThat(list.get(0).userAgent()).startsWith("Vert.x");
  }
}
