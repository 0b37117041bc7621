package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.junit.jupiter.api.Test;

/** For which changes a response waits. */
class StartedChangesTest {

  private final Promise<Void> first = Promise.promise();
  private final Promise<Void> second = Promise.promise();

  private static Future<Void> report(Promise<Void> change) {
    return StartedChanges.report(change.future());
  }

  @Test
  void codeThatStartsNone_hasNothingToWaitFor() {
    assertThat(StartedChanges.of(() -> {}).succeeded()).isTrue();
  }

  @Test
  void allThatWereStarted_areWaitedFor() {
    Future<Void> all =
        StartedChanges.of(
            () -> {
              assertThat(report(first)).isSameAs(first.future());
              report(second);
            });
    second.complete();
    assertThat(all.isComplete()).isFalse();
    first.complete();
    assertThat(all.succeeded()).isTrue();
  }

  @Test
  void oneThatFails_failsTheWaiting() {
    Future<Void> one = StartedChanges.of(() -> report(first));
    assertThat(one.isComplete()).isFalse();
    first.fail("lost");
    assertThat(one.cause()).hasMessage("lost");
    Future<Void> both =
        StartedChanges.of(
            () -> {
              report(first);
              report(second);
            });
    assertThat(both.cause()).hasMessage("lost");
  }

  @Test
  void codeWithinOther_hasItsOwn_andTheOtherGoesOnAfterIt() {
    Future<Void> outer =
        StartedChanges.of(
            () -> {
              Future<Void> inner = StartedChanges.of(() -> report(first));
              first.complete();
              assertThat(inner.succeeded()).isTrue();
              report(second);
            });
    assertThat(outer.isComplete()).isFalse();
    second.complete();
    assertThat(outer.succeeded()).isTrue();
  }

  @Test
  void whatStartsAfterTheCode_evenIfThatFailed_isNobodys() {
    IllegalStateException failure = new IllegalStateException("of the code");
    assertThatThrownBy(
            () ->
                StartedChanges.of(
                    () -> {
                      throw failure;
                    }))
        .isSameAs(failure);
    Future<Void> outer =
        StartedChanges.of(
            () -> {
              assertThatThrownBy(
                      () ->
                          StartedChanges.of(
                              () -> {
                                report(first);
                                throw failure;
                              }))
                  .isSameAs(failure);
              report(second);
            });
    second.complete();
    assertThat(outer.succeeded()).isTrue();
    assertThat(report(first)).isSameAs(first.future());
  }
}
