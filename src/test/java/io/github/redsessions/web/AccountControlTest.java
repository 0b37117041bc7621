package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.store.MadeSessions;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which levels there may be, and for how long. Row F8; {@code ElevationIT} has the rest. */
class AccountControlTest {

  private final MadeSessions made = new MadeSessions();
  private final Noted<RoutingContext> ctx = new Noted<>(RoutingContext.class);
  private final AccountControl control = new AccountControl(made.store(), null, null);

  private Throwable elevated(String level, Duration duration) {
    return control.elevate(ctx.object, level, duration).cause();
  }

  @ParameterizedTest
  @CsvSource({"1, true", "64, true", "65, false", "0, false"})
  void f8_level_hasOneTo64Characters(int length, boolean allowed) {
    assertThat(elevated("l".repeat(length), Duration.ofMinutes(1)))
        .hasMessageContaining(allowed ? "Nobody is logged in" : "level has " + length);
    assertThat(elevated(" ", Duration.ofMinutes(1))).hasMessageContaining("not all blank");
  }

  @ParameterizedTest
  @CsvSource({"PT0.001S, true", "P400D, true", "PT0.000999S, false", "P400DT0.001S, false"})
  void f8_level_lastsAMillisecondTo400Days(Duration duration, boolean allowed) {
    assertThat(elevated("admin", duration))
        .hasMessageContaining(allowed ? "Nobody is logged in" : "duration is " + duration);
  }

  @Test
  void level_isNoneWithoutASession_andInOneThatIsDestroyed() {
    assertThat(control.level(ctx.object)).isEmpty();
    var session = made.loaded();
    ctx.answer("session", session);
    session.elevation().raise("admin", Duration.ofMinutes(1));
    assertThat(control.level(ctx.object)).contains("admin");
    session.destroy();
    assertThat(control.level(ctx.object)).isEmpty();
  }
}
