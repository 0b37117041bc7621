package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * When a response that waits says that it is full, and when it tells that it isn't any more. Row
 * F4.
 */
class GuardedQueueTest extends GuardedFixture {

  @Test
  void whileHeld_theQueueIsFull_andWhoWasToldSo_isToldWhenItIsNot() {
    List<String> seen = new ArrayList<>();
    headers.set("Transfer-Encoding", "chunked");
    onContext(
        () -> {
          GuardedResponse told = changed();
          GuardedResponse silent = changed();
          for (GuardedResponse response : List.of(told, silent)) {
            assertThat(response.writeQueueFull()).isFalse();
            response.drainHandler(v -> seen.add(response == told ? "told" : "silent"));
            response.write("x");
          }
          assertThat(told.writeQueueFull()).isTrue();
          drainHandler().handle(null);
          assertThat(seen).as("it is held still").isEmpty();

          stored.complete();
          assertThat(seen).containsExactly("told");
          real.answer("writeQueueFull", true);
          assertThat(told.writeQueueFull()).isTrue();
          drainHandler().handle(null);
          assertThat(seen).containsExactly("told", "silent");
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"ended", "writeQueueFull"})
  void queueThatIsNotEmptyYet_orOfNoUse_isNotToldOf(String state) {
    List<String> seen = new ArrayList<>();
    headers.set("Transfer-Encoding", "chunked");
    onContext(
        () -> {
          GuardedResponse response = changed();
          response.drainHandler(v -> seen.add("drained"));
          response.write("x");
          assertThat(response.writeQueueFull()).isTrue();
          real.answer(state, true);
          stored.complete();
          assertThat(seen).isEmpty();
        });
  }

  @Test
  void d4_whoWaitsForTheQueue_isToldThatTheAnswerWasRefused() {
    List<String> seen = new ArrayList<>();
    headers.set("Transfer-Encoding", "chunked");
    onContext(
        () -> {
          GuardedResponse response = changed();
          response.drainHandler(v -> seen.add("drained, full " + response.writeQueueFull()));
          Future<Void> write = response.write("x");
          IllegalStateException cause = new IllegalStateException("not stored");
          stored.fail(cause);
          assertThat(seen).containsExactly("drained, full false");
          assertThat(write.cause()).isSameAs(cause);
          assertThat(response.ended() && response.isHeld()).isTrue();
          assertThat(real.calls).contains(new Noted.Call("setStatusCode", List.of(500)));
        });
  }

  @SuppressWarnings("unchecked")
  private Handler<Void> drainHandler() {
    List<Noted.Call> calls =
        real.calls.stream().filter(call -> call.name().equals("drainHandler")).toList();
    return (Handler<Void>) calls.get(calls.size() - 1).args().get(0);
  }
}
