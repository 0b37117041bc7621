package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.store.ReportedChange;
import io.github.redsessions.web.GuardedRequest.UpgradeCommit;
import io.vertx.core.Handler;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is in the head of a response that waited or was refused. Rows D4, F4. */
class GuardedHeadTest extends GuardedFixture {

  private final IllegalStateException cause = new IllegalStateException("not stored");

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
  void d4_refusal_carriesTheCookieOfAnIdThatWasStoredBefore() {
    GuardedResponse response = guarded();
    response.commitUpgradesBy(
        new Noted<>(UpgradeCommit.class).answer("storedCookie", "sid=new").object);
    response.refuseUpgrade(cause);
    assertThat(headers.getAll("Set-Cookie")).containsExactly("sid=new");
  }

  @SuppressWarnings("unchecked")
  private Handler<Void> realHead() {
    Noted.Call call =
        real.calls.stream().filter(one -> one.name().equals("headersEndHandler")).findAny().get();
    return (Handler<Void>) call.args().get(0);
  }
}
