package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redsessions.store.ReportedChange;
import io.github.redsessions.web.GuardedRequest.UpgradeCommit;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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
  void d4_refused_headIsTheRefusals() {
    onContext(
        () -> {
          GuardedResponse response = guarded();
          Handler<Void> realHead = realHead();
          response.headersEndHandler(v -> ReportedChange.report(stored.future()));
          headers.set("X-Own", "1");
          response.end("body");
          stored.fail(cause);
          realHead.handle(null);
          assertThat(headers.isEmpty()).isTrue();
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
  void f4_everyWayToSend_waits() {
    List<Function<GuardedResponse, Future<?>>> ways =
        List.of(
            HttpServerResponse::end,
            response -> response.end("\u00e4", "ISO-8859-1"),
            response -> response.end(Buffer.buffer("b")),
            response -> response.write("\u00e4"),
            response -> response.write("\u00e4", "ISO-8859-1"),
            response -> response.write(Buffer.buffer("b")),
            HttpServerResponse::writeHead);
    headers.set("Transfer-Encoding", "chunked");
    List<Long> bytes = List.of(0L, 1L, 1L, 2L, 1L, 1L, 0L);
    onContext(
        () -> {
          for (int i = 0; i < ways.size(); i++) {
            GuardedResponse response = changed();
            Future<?> sent = ways.get(i).apply(response);
            assertThat(sent().isEmpty() && !sent.isComplete()).isTrue();
            assertThat(response.bytesWritten()).isEqualTo(bytes.get(i));
          }
          stored.complete();
          assertThat(sent())
              .containsExactly("end", "end", "end", "write", "write", "write", "writeHead");
        });
  }

  @Test
  void bodyInPartsWithoutALength_isRefusedByTheRealOne() {
    onContext(
        () -> {
          changed().write("x");
          changed().writeHead();
          assertThat(sent()).containsExactly("writeHead");
          real.calls.clear();
          changed().write("x");
          assertThat(sent()).containsExactly("write");

          request.answer("version", HttpVersion.HTTP_1_0);
          changed().write("its end is that of the connection");
          assertThat(sent()).isEmpty();
        });
  }

  @Test
  void f4_interimResponses_areSentAtOnce_andNotAfterTheHead() {
    for (HttpVersion version : List.of(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2)) {
      request.answer("version", version);
      onContext(
          () -> {
            GuardedResponse response = changed();
            response.writeContinue();
            response.writeEarlyHints(asked);
            assertThat(sent()).containsExactly("writeContinue", "writeEarlyHints");
            response.end();
            assertThatThrownBy(() -> response.writeEarlyHints(asked))
                .hasMessage("Response head already sent");
            assertThatThrownBy(response::writeHead).hasMessage("Response head already sent");
            if (version == HttpVersion.HTTP_2) {
              assertThatThrownBy(response::writeContinue).hasMessage("Response head already sent");
            } else {
              response.writeContinue();
            }
          });
    }
  }

  @Test
  void http2_framesAndPushes_waitBehindTheHead() {
    request.answer("version", HttpVersion.HTTP_2);
    onContext(
        () -> {
          GuardedResponse response = changed();
          response.writeCustomFrame(1, 2, Buffer.buffer("x"));
          response.push(HttpMethod.GET, null, "/pushed", asked);
          assertThat(sent()).isEmpty();
          assertThat(response.headWritten()).isTrue();
        });
    request.answer("version", HttpVersion.HTTP_1_1);
    onContext(
        () -> {
          changed().writeCustomFrame(1, 2, Buffer.buffer("x"));
          assertThat(sent()).as("there are none over HTTP/1").containsExactly("writeCustomFrame");
        });
  }

  @Test
  void reset_dropsWhatIsHeld_unlessHttp1HasEnded() {
    onContext(
        () -> {
          GuardedResponse ended = changed();
          ended.end();
          assertThat(ended.reset(7).cause()).hasMessage("Response written");
          assertThat(sent()).isEmpty();

          headers.set("Transfer-Encoding", "chunked");
          GuardedResponse begun = changed();
          Future<Void> write = begun.write("x");
          assertThat(begun.reset(7).succeeded()).isTrue();
          assertThat(real.calls).contains(new Noted.Call("reset", List.of(7L)));
          assertThat(write.cause()).hasMessage("The response was reset");

          request.answer("version", HttpVersion.HTTP_2);
          GuardedResponse stream = changed();
          stream.end();
          assertThat(stream.closed()).isFalse();
          stream.reset(8);
          assertThat(real.calls).contains(new Noted.Call("reset", List.of(8L)));
        });
  }

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

  @Test
  void handlersAtTheHead_runOnce_andWhatTheySetIsKept() {
    List<String> seen = new ArrayList<>();
    onContext(
        () -> {
          GuardedResponse response = guarded();
          Handler<Void> realHead = realHead();
          response.headersEndHandler(
              v -> {
                seen.add("head");
                headers.add("X-Own", "1");
                ReportedChange.report(stored.future());
              });
          response.end("body");
          assertThat(headers.get("Content-Length")).isEqualTo("4");
          headers.set("X-Own", "late").set("X-Late", "1");
          stored.complete();
          realHead.handle(null);
          assertThat(seen).containsExactly("head");
          assertThat(headers.get("X-Own")).isEqualTo("1");
          assertThat(headers.contains("X-Late")).isFalse();
        });
  }

  @Test
  void plainSocket_sendsTheHeadItself_withItsHandlers() {
    List<String> seen = new ArrayList<>();
    GuardedResponse response = guarded();
    response.headersEndHandler(v -> seen.add("head"));
    realHead().handle(null);
    realHead().handle(null);
    assertThat(seen).containsExactly("head");
  }

  @Test
  void connectionThatWillClose_isSaid_andStaysSaid() {
    asked.set("Connection", "close");
    onContext(
        () -> {
          GuardedResponse response = guarded();
          response.end("body");
          assertThat(headers.get("Connection")).isEqualTo("close");
          headers.remove("Connection");
          realHead().handle(null);
          assertThat(headers.get("Connection")).isEqualTo("close");
        });
  }

  @SuppressWarnings("unchecked")
  private Handler<Void> realHead() {
    Noted.Call call =
        real.calls.stream().filter(one -> one.name().equals("headersEndHandler")).findAny().get();
    return (Handler<Void>) call.args().get(0);
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

  @Test
  void d4_refusal_carriesTheCookieOfAnIdThatWasStoredBefore() {
    GuardedResponse response = guarded();
    response.commitUpgradesBy(
        new Noted<>(UpgradeCommit.class).answer("storedCookie", "sid=new").object);
    response.refuseUpgrade(cause);
    assertThat(headers.getAll("Set-Cookie")).containsExactly("sid=new");
  }
}
