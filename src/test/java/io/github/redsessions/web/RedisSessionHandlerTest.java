package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redsessions.config.IpRanges;
import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.store.MadeSessions;
import io.github.redsessions.testkit.MutableClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.Session;
import io.vertx.ext.web.handler.SessionHandler;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A setting of the handler is one of the stock handler, whichever of its kinds is set. */
class RedisSessionHandlerTest {

  /** A setting, and what the stock handler must be told. */
  record Setting(String name, Object value, UnaryOperator<SessionHandler> set) {}

  private final Vertx vertx = Vertx.vertx();
  private final SessionsConfig config = SessionsConfig.from(new JsonObject());
  private final AuditTrail audit = new AuditTrail(vertx, config, new MutableClock(), null);
  private final CookiePolicy cookie =
      new CookiePolicy(config.cookie(), new IpRanges(List.of()), audit);
  private final Noted<SessionHandler> stock = new Noted<>(SessionHandler.class);
  private final Noted<RoutingContext> ctx = new Noted<>(RoutingContext.class);
  private final RedisSessionHandler handler =
      RedisSessionHandler.over(
          stock.object,
          new OutageStore(new MadeSessions().store(), cookie, null),
          cookie,
          false,
          new ClientAddress(config.http()),
          audit);

  @AfterEach
  void close() {
    vertx.close();
  }

  static Stream<Setting> settings() {
    return Stream.of(
        new Setting("setSessionTimeout", 60_000L, h -> h.setSessionTimeout(60_000)),
        new Setting("setNagHttps", true, h -> h.setNagHttps(true)),
        new Setting("setCookieSecureFlag", true, h -> h.setCookieSecureFlag(true)),
        new Setting("setCookieHttpOnlyFlag", true, h -> h.setCookieHttpOnlyFlag(true)),
        new Setting("setSessionCookieName", "own", h -> h.setSessionCookieName("own")),
        new Setting("setSessionCookiePath", "/own", h -> h.setSessionCookiePath("/own")),
        new Setting(
            "setCookieSameSite",
            CookieSameSite.NONE,
            h -> h.setCookieSameSite(CookieSameSite.NONE)),
        new Setting("setLazySession", true, h -> h.setLazySession(true)),
        new Setting("setMinLength", 100, h -> h.setMinLength(100)),
        new Setting("setCookieMaxAge", 7L, h -> h.setCookieMaxAge(7)),
        new Setting("setCookieless", true, h -> h.setCookieless(true)),
        new Setting("setSigningSecret", "secret", h -> h.setSigningSecret("secret")));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void setting_isTheStockHandlersToo(Setting setting) {
    for (RedisSessionHandler one : List.of(handler, handler.anonymously(), handler.unloaded())) {
      stock.calls.clear();
      assertThat(setting.set().apply(one)).isSameAs(one);
      assertThat(stock.calls)
          .containsExactly(new Noted.Call(setting.name(), List.of(setting.value())));
    }
  }

  @Test
  void c6_idThatNoCookieCanCarry_isRefusedAtOnce() {
    assertThatThrownBy(() -> handler.setMinLength(5_000))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(stock.calls).isEmpty();
  }

  @Test
  void kinds_areOtherHandlers() {
    assertThat(handler.anonymously()).isNotNull().isNotSameAs(handler);
    assertThat(handler.unloaded()).isNotNull().isNotSameAs(handler);
  }

  @Test
  void requestThatItNeverSaw_isTheStockHandlers() {
    Future<Void> flushed = Future.succeededFuture();
    Future<Void> bound = Future.failedFuture("not");
    Session session = new Noted<>(Session.class).object;
    stock.answer("flush", flushed).answer("setUser", bound).answer("newSession", session);

    assertThat(handler.flush(ctx.object, true)).isSameAs(flushed);
    assertThat(handler.commit(ctx.object)).isSameAs(flushed);
    assertThat(handler.setUser(ctx.object, User.fromName("alice"))).isSameAs(bound);
    assertThat(handler.newSession(ctx.object)).isSameAs(session);
    assertThat(stock.names()).containsExactly("flush", "flush", "setUser", "newSession");
    assertThat(stock.calls.get(1).args()).containsExactly(ctx.object, true);
  }

  @Test
  void load_withoutTheHandlerOnItsWay_saysWhatIsMissing() {
    ctx.answer(
        "request",
        new Noted<>(HttpServerRequestInternal.class)
            .answer("context", (ContextInternal) vertx.getOrCreateContext())
            .object);
    assertThat(handler.load(ctx.object).cause()).hasMessageContaining("add sessions.handler()");
  }

  @Test
  void c1_policy_isGivenToTheStockHandler() {
    JsonObject json =
        JsonObject.of("name", "own", "path", "/a", "secure", false, "sameSite", "Strict");
    CookiePolicy own =
        new CookiePolicy(
            SessionsConfig.from(JsonObject.of("cookie", json)).cookie(),
            new IpRanges(List.of()),
            audit);
    Stream.of(
            "setSessionCookieName",
            "setSessionCookiePath",
            "setCookieSecureFlag",
            "setCookieHttpOnlyFlag",
            "setCookieSameSite")
        .forEach(name -> stock.answer(name, stock.object));

    assertThat(own.applyTo(stock.object)).isSameAs(stock.object);
    assertThat(stock.calls.stream())
        .extracting(call -> Map.entry(call.name(), call.args().get(0)))
        .containsExactly(
            Map.entry("setSessionCookieName", "own"),
            Map.entry("setSessionCookiePath", "/a"),
            Map.entry("setCookieSecureFlag", false),
            Map.entry("setCookieHttpOnlyFlag", true),
            Map.entry("setCookieSameSite", CookieSameSite.STRICT));
  }
}
