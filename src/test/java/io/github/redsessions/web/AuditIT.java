package io.github.redsessions.web;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.SessionHandler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which events an application's requests leave in the audit. Row A1. */
class AuditIT extends AuditFixture {

  @Test
  void a1_creationLoginRotationLogout_areOneEventEach() {
    Browser browser = browser();
    browser.get("/untouched");
    browser.get("/read");
    expect();
    browser.get("/put?n=1");
    String session = expectOne("session.created").getString("session");
    browser.get("/put?n=2");
    browser.get("/read");
    expect();
    browser.post("/login");
    assertThat(expectOne("login.succeeded").getMap())
        .contains(Map.entry("user", "alice"), Map.entry("session", session));
    browser.post("/rotate");
    assertThat(expectOne("session.renewed").getMap())
        .contains(Map.entry("user", "alice"), Map.entry("session", session));
    browser.post("/login-bob");
    assertThat(expectOne("login.succeeded").getMap())
        .contains(Map.entry("user", "bob"), Map.entry("session", session))
        .doesNotContainKey("actor");
    browser.post("/logout");
    assertThat(expectOne("session.logged.out").getMap())
        .contains(Map.entry("user", "bob"), Map.entry("session", session));
    browser.post("/logout");
    expect();
  }

  @Test
  void a1_loginThatMakesASession_isALogin() {
    Browser browser = browser();
    browser.post("/login-put");
    assertThat(expectOne("login.succeeded").getMap())
        .containsEntry("user", "alice")
        .containsKey("session");
    browser.get("/who");
    expect();
  }

  @Test
  void a1_sessionsThatComeAndGoWithoutTheDoor_areToldToo() {
    Browser browser = browser();
    browser.post("/authenticated");
    assertThat(expectOne("session.created").getMap()).containsEntry("user", "carol");
    browser.post("/authenticated");
    assertThat(expectOne("session.renewed").getMap()).containsEntry("user", "carol");
    String before = browser.get("/handle").bodyAsString();
    browser.post("/new");
    List<JsonObject> replaced = expect("session.logged.out", "session.created");
    assertThat(replaced).extracting(e -> e.getString("session")).doesNotHaveDuplicates();
    assertThat(browser.get("/handle").bodyAsString()).isNotEqualTo(before);
    browser.post("/destroy");
    expect("session.logged.out");
  }

  @Test
  void a1_changesUnderTheStockHandler_areOneEventEach() {
    Router stock = Router.router(vertx);
    stock.route().handler(SessionHandler.create(sessions.store()).setSessionCookieName("sid"));
    stock.post("/login").handler(ctx -> answer(ctx, sessions.logIn(ctx, User.fromName("dave"))));
    stock.post("/rotate").handler(ctx -> answer(ctx, sessions.rotate(ctx)));
    stock.post("/logout").handler(ctx -> answer(ctx, sessions.logOut(ctx)));
    int stockPort =
        await(vertx.createHttpServer().requestHandler(stock).listen(0, "127.0.0.1")).actualPort();
    Browser browser = new Browser(vertx, stockPort);
    for (String change : List.of("/login", "/rotate", "/logout")) {
      assertThat(browser.post(change).statusCode()).isEqualTo(200);
    }

    List<JsonObject> events = expect("login.succeeded", "session.renewed", "session.logged.out");
    assertThat(events).allSatisfy(e -> assertThat(e.getMap()).containsEntry("user", "dave"));
    assertThat(events)
        .extracting(e -> e.getString("session"))
        .containsOnly(events.get(0).getString("session"))
        .doesNotContainNull();
  }

  @Test
  void a1_sessionThatIsOver_isToldWhileRedisHasIt() {
    Browser browser = browser();
    browser.post("/login");
    String session = expectOne("login.succeeded").getString("session");
    clock.advance(Duration.ofHours(1));

    assertThat(browser.get("/who").bodyAsString()).isEqualTo("nobody");
    assertThat(expectOne("session.expired").getMap()).containsEntry("session", session);
  }

  @Test
  void a1_consumerThatThrows_breaksNothing() {
    listenAndThrow();
    Browser browser = browser();
    // On the event loop of the requests, where its exception might reach them.
    browser.get("/trap");
    vertx
        .eventBus()
        .addOutboundInterceptor(
            delivery -> {
              throw new IllegalStateException("an interceptor of the application's own");
            });

    assertThat(browser.post("/login").statusCode()).isEqualTo(200);
    assertThat(browser.get("/who").bodyAsString()).isEqualTo("alice");
  }

  @Test
  void a1_consumerThatThrows_takesNothingFromTheOthers() {
    listenAndThrow();
    Browser browser = browser();
    browser.get("/trap");

    assertThat(browser.post("/login").statusCode()).isEqualTo(200);
    expect("login.succeeded");
  }
}
