package io.github.redsessions.web;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redsessions.testkit.Futures;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What waits for a change, in which order it goes on, and what becomes of it if not. Row F4. */
class CommitGateTest implements CommitGate.Head {

  private final IllegalStateException cause = new IllegalStateException("not stored");

  private final Vertx vertx = Vertx.vertx();
  private final ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
  private final CommitGate gate = new CommitGate(context, this);
  private final Promise<Void> stored = Promise.promise();
  private final List<String> seen = new ArrayList<>();
  private Supplier<Future<Void>> atHead = stored::future;

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Override
  public Future<Void> finish(long length) {
    seen.add("head " + length);
    return atHead.get();
  }

  @Override
  public void freeze() {
    seen.add("frozen");
  }

  @Override
  public void released() {
    seen.add("released, holding " + gate.isHolding());
  }

  @Override
  public void refuse(Throwable why) {
    assertThat(why).isSameAs(cause);
    seen.add("refused");
  }

  private void onContext(Runnable test) {
    Futures.onContext(context, test);
  }

  private Supplier<Future<Void>> operation(String name) {
    return () -> {
      seen.add(name);
      return Future.succeededFuture();
    };
  }

  private Future<Void> send(String name) {
    return gate.send(name.length(), false, operation(name));
  }

  private Future<Void> end(String name) {
    return gate.send(name.length(), true, operation(name));
  }

  @Test
  void nothingToStore_everythingPassesAtOnce() {
    atHead = Future::succeededFuture;
    onContext(
        () -> {
          assertThat(gate.follow(operation("before")).succeeded()).isTrue();
          assertThat(gate.isOpen()).isTrue();
          assertThat(send("one").succeeded()).isTrue();
          assertThat(gate.isOpen()).isFalse();
          assertThat(gate.isHolding() || gate.isHeadHeld() || gate.isDropping()).isFalse();
          assertThat(end("two").succeeded()).isTrue();
          gate.refuseIfEnded();
          gate.refuseIfHeadSent();
          assertThat(seen).containsExactly("before", "head -1", "one", "two");
        });
  }

  @Test
  void f4_change_holdsWhatComes_untilItIsStored_andThenInItsOrder() {
    onContext(
        () -> {
          Future<Void> first = send("one");
          Future<Void> hint = gate.follow(operation("hint"));
          Future<Void> last = end("three");
          assertThat(seen).containsExactly("head -1", "frozen");
          assertThat(gate.isHolding() && gate.isHeadHeld() && gate.hasEnded()).isTrue();
          assertThat(gate.bytes()).isEqualTo(8);

          stored.complete();
          assertThat(seen)
              .containsExactly(
                  "head -1", "frozen", "one", "hint", "three", "released, holding false");
          assertThat(first.succeeded() && hint.succeeded() && last.succeeded()).isTrue();
          assertThat(gate.isHeadHeld()).isFalse();
          assertThat(send("late").succeeded()).isTrue();
        });
  }

  @Test
  void onlyTheWholeBodyAtOnce_saysItsLength() {
    onContext(
        () -> {
          end("four");
          assertThat(seen).startsWith("head 4");
          assertThat(gate.bytes()).isEqualTo(4);
        });
  }

  @Test
  void heldAndEnded_isNotWrittenToAgain() {
    onContext(
        () -> {
          send("one");
          gate.refuseIfEnded();
          assertThatThrownBy(gate::refuseIfHeadSent).hasMessage("Response head already sent");
          end("two");
          for (Runnable again :
              List.<Runnable>of(
                  () -> send("more"), () -> gate.follow(operation("more")), gate::refuseIfEnded)) {
            assertThatThrownBy(again::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Response has already been written");
          }
          assertThat(gate.bytes()).isEqualTo(6);
        });
  }

  @Test
  void d4_changeThatIsNotStored_isAnswered_andNothingElseIsSent() {
    onContext(
        () -> {
          Future<Void> first = send("one");
          stored.fail(cause);
          assertThat(first.cause()).isSameAs(cause);
          assertThat(gate.isDropping() && gate.hasEnded()).isTrue();
          assertThat(gate.isHolding()).isFalse();
          assertThat(send("two").cause()).isSameAs(cause);
          assertThat(gate.follow(operation("hint")).cause()).isSameAs(cause);
          assertThat(end("three").cause()).isSameAs(cause);
          assertThat(seen).containsExactly("head -1", "frozen", "refused");
        });
  }

  @Test
  void reset_dropsWhatIsHeld_whateverBecomesOfTheChange() {
    onContext(
        () -> {
          Future<Void> first = send("one");
          gate.drop(cause);
          assertThat(first.cause()).isSameAs(cause);
          assertThat(gate.hasEnded()).isFalse();
          stored.complete();
          assertThat(gate.isDropping()).isTrue();
          assertThat(seen).containsExactly("head -1", "frozen");
          assertThat(end("two").cause()).isSameAs(cause);
          assertThat(gate.hasEnded()).isTrue();
        });
  }

  @Test
  void reset_andThenAFailure_isNotAnswered() {
    onContext(
        () -> {
          send("one");
          gate.drop(cause);
          stored.fail(new IllegalArgumentException("another"));
          assertThat(seen).doesNotContain("refused");
        });
  }

  @Test
  void refusal_isSent_unlessTheRouteHasBegunAnAnswer() {
    onContext(
        () -> {
          send("one");
          gate.refuse(cause);
          assertThat(gate.isHeadHeld()).isTrue();
          stored.complete();
          gate.refuse(cause);
          assertThat(seen).doesNotContain("refused").contains("one");

          CommitGate other = new CommitGate(context, this);
          other.refuse(cause);
          assertThat(other.isDropping() && other.hasEnded()).isTrue();
          assertThat(seen).endsWith("refused");
        });
  }

  @Test
  void headThatFails_leavesTheResponseAsItWas() {
    onContext(
        () -> {
          List<Future<Void>> inner = new ArrayList<>();
          atHead =
              () -> {
                inner.add(end("inner"));
                throw cause;
              };
          assertThatThrownBy(() -> send("one")).isSameAs(cause);
          assertThat(inner.get(0).cause()).isSameAs(cause);
          assertThat(gate.isOpen()).isTrue();
          assertThat(gate.hasEnded() || gate.isDropping()).isFalse();
          assertThat(gate.bytes()).isZero();

          atHead = Future::succeededFuture;
          end("again");
          assertThat(seen).containsExactly("head -1", "head 5", "again");
        });
  }

  @Test
  void whatTheHandlersAtTheHeadSend_comesAfterWhatCausedThem() {
    onContext(
        () -> {
          atHead =
              () -> {
                gate.follow(operation("inner"));
                assertThat(gate.isHolding()).isTrue();
                assertThat(gate.isHeadHeld()).isFalse();
                gate.refuseIfHeadSent();
                return Future.succeededFuture();
              };
          assertThat(send("one").succeeded()).isTrue();
          assertThat(seen)
              .containsExactly("head -1", "frozen", "one", "inner", "released, holding false");
        });
  }

  @Test
  void whatIsSentWhileTheHeldGoesOn_comesBehindIt() {
    onContext(
        () -> {
          gate.send(
              3,
              false,
              () -> {
                send("nested");
                seen.add("one");
                return Future.succeededFuture();
              });
          send("two");
          stored.complete();
          assertThat(seen)
              .containsExactly(
                  "head -1", "frozen", "one", "two", "nested", "released, holding false");
        });
  }

  @Test
  void resetByAHandlerAtTheHead_sendsNothing() {
    onContext(
        () -> {
          atHead =
              () -> {
                gate.drop(cause);
                return stored.future();
              };
          assertThat(send("one").cause()).isSameAs(cause);
          assertThat(seen).containsExactly("head -1");
        });
  }

  @Test
  void heldOperationThatThrows_saysSoInItsFuture_andTheNextGoesOn() {
    onContext(
        () -> {
          Future<Void> first =
              gate.send(
                  0,
                  false,
                  () -> {
                    throw cause;
                  });
          Future<Void> second = send("two");
          stored.complete();
          assertThat(first.cause()).isSameAs(cause);
          assertThat(second.succeeded()).isTrue();
        });
  }
}
