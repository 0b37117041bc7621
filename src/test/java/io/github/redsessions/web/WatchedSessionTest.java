package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.store.MadeSessions;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a session that has sockets is looked at. Row L12; {@code SocketsIT} has what is seen. */
class WatchedSessionTest {

  private final MadeSessions made = new MadeSessions();
  private final Noted<Vertx> vertx = new Noted<>(Vertx.class).answer("setPeriodic", 7L);
  private final Noted<Context> context = new Noted<>(Context.class);
  private final WatchedSession session =
      new WatchedSession(
          vertx.object,
          made.store().states(),
          made.store().states().of(made.loaded()),
          context.object,
          socket -> true);

  @SuppressWarnings("unchecked")
  private void runOnContext() {
    context.calls.forEach(call -> ((Handler<Void>) call.args().get(0)).handle(null));
    context.calls.clear();
  }

  @Test
  void end_leavesNoTimer() {
    session.begin(10, 20);
    runOnContext();
    assertThat(vertx.calls).singleElement().extracting(Noted.Call::name).isEqualTo("setPeriodic");
    assertThat(vertx.calls.get(0).args()).startsWith(10L, 20L);

    session.end();
    runOnContext();
    assertThat(vertx.calls).endsWith(new Noted.Call("cancelTimer", List.of(7L)));
  }

  @Test
  void endBeforeTheBeginning_startsNoTimer() {
    session.end();
    session.begin(10, 20);
    runOnContext();
    assertThat(vertx.names()).doesNotContain("setPeriodic");
  }
}
