package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redsessions.web.GuardedRequest.UpgradeCommit;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a response lets through that waits, and what it ignores after its change could not be
 * stored. Row F4; {@code GuardOrderIT} and {@code GuardFailureIT} have the rest.
 */
class GuardedResponseTest extends GuardedFixture {

  private final IllegalStateException cause = new IllegalStateException("not stored");

  /** What describes the head, and the handlers of the rest. */
  static Stream<Method> described() {
    return PassedOn.methods(ResponseWrapper.class, HttpServerResponse.class);
  }

  /** Those that change something that a refusal has replaced. */
  static Stream<Method> changes() {
    Set<String> others = Set.of("bodyEndHandler", "setStreamPriority");
    return described()
        .filter(method -> method.getParameterCount() > 0 && !others.contains(method.getName()));
  }

  @ParameterizedTest
  @MethodSource("described")
  void open_everythingIsPassedOn(Method method) {
    PassedOn.check(method, guarded(), real);
  }

  @ParameterizedTest
  @MethodSource("changes")
  void d4_refused_changesAreIgnored(Method method) {
    GuardedResponse response = refused(guarded());

    Object given = PassedOn.invoke(method, response, PassedOn.samples(method));
    assertThat(real.calls).isEmpty();
    if (method.getReturnType() == HttpServerResponse.class) {
      assertThat(given).isSameAs(response);
    } else if (method.getReturnType() == Set.class) {
      assertThat(given).isEqualTo(Set.of());
    } else {
      assertThat(given).isNull();
    }
  }

  @ParameterizedTest
  @MethodSource("changes")
  void f4_heldAndEnded_changesAreRefused(Method method) {
    onContext(
        () -> {
          GuardedResponse response = changed();
          response.end();
          real.calls.clear();
          assertThatThrownBy(() -> PassedOn.invoke(method, response, PassedOn.samples(method)))
              .isInstanceOf(IllegalStateException.class);
          assertThat(real.calls).isEmpty();
        });
  }

  @Test
  void d4_refused_handlersCanBeTakenAway_andTrailersAreGone() {
    GuardedResponse response = guarded();
    response.putTrailer("X-Sum", "1");
    real.answer("trailers", HttpHeaders.headers().add("X-Sum", "1"));
    refused(response);
    assertThat(response.trailers()).isEmpty();
    real.calls.clear();

    response.exceptionHandler(null).closeHandler(null).endHandler(null).drainHandler(null);
    assertThat(real.names())
        .containsExactly("exceptionHandler", "closeHandler", "endHandler", "drainHandler");
    assertThat(real.calls).allMatch(call -> call.args().equals(Arrays.asList((Object) null)));
  }

  @Test
  void withoutTrailers_noneAreAskedFor() {
    guarded().refuseUpgrade(cause);
    assertThat(real.names()).contains("end").doesNotContain("trailers");
  }

  private GuardedResponse refused(GuardedResponse response) {
    response.refuseUpgrade(cause);
    real.calls.clear();
    return response;
  }

  @Test
  void f4_heldAndEnded_answersAsIfItHadBeenSent() {
    onContext(
        () -> {
          GuardedResponse response = changed();
          assertThat(response.isOpen() && !response.isHeld()).isTrue();
          assertThat(response.ended() || response.headWritten()).isFalse();
          Future<Void> end = response.end("body");
          assertThat(sent()).isEmpty();
          assertThat(response.ended() && response.headWritten() && response.isHeld()).isTrue();
          assertThat(response.bytesWritten()).isEqualTo(4);
          assertThat(response.closed()).isFalse();
          asked.set("Connection", "close");
          assertThat(response.closed()).isTrue();
          asked.clear();

          stored.complete();
          assertThat(sent()).containsExactly("end");
          assertThat(end.succeeded()).isTrue();
          assertThat(response.ended() || response.headWritten() || response.closed()).isFalse();
          real.answer("ended", true).answer("headWritten", true).answer("closed", true);
          real.answer("bytesWritten", 9L);
          assertThat(response.ended() && response.headWritten() && response.closed()).isTrue();
          assertThat(response.bytesWritten()).isEqualTo(9);
          assertThat(response.isHeld()).isFalse();
        });
  }

  @Test
  void upgradeCommit_isForgottenOnceTheHeadIsOnItsWay() {
    UpgradeCommit commit = new Noted<>(UpgradeCommit.class).object;
    onContext(
        () -> {
          GuardedResponse response = changed();
          assertThat(response.upgradeCommit()).isNull();
          response.commitUpgradesBy(commit);
          assertThat(response.upgradeCommit()).isSameAs(commit);
          response.end();
          assertThat(response.upgradeCommit()).isNull();
          assertThat(response.isOpen()).isFalse();
        });
  }
}
