package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.SessionInfo;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a list of a user's sessions says of one. Row L4. */
class SessionSummaryTest {

  private static Optional<SessionInfo> read(long now, Map<String, String> fields) {
    @Nullable String[] values =
        SessionSummary.FIELDS.stream().map(fields::get).toArray(String[]::new);
    return SessionSummary.read("ref", "handle", Replies.of(values), now);
  }

  private static Map<String, String> record(String numbers) {
    return Map.of("u", "ref 17", "m", numbers, "p", "192.0.2.1 a browser", "l", "70 sudo");
  }

  @Test
  void l4_summary_saysWhatTheRecordSays() {
    SessionInfo info = read(140, record("2 4 100 60 5 900 7 -")).orElseThrow();
    assertThat(info)
        .isEqualTo(
            new SessionInfo(
                "handle",
                Instant.ofEpochMilli(100),
                Instant.ofEpochMilli(107),
                Instant.ofEpochMilli(105),
                Instant.ofEpochMilli(165),
                "192.0.2.1",
                "a browser",
                "sudo"));
  }

  @Test
  void end_isTheNearerOfBoth_andALevelIsShownWhileItLasts() {
    SessionInfo info = read(169, record("2 4 100 600 5 90 - -")).orElseThrow();
    assertThat(info.expiresAt()).isEqualTo(Instant.ofEpochMilli(190));
    assertThat(info.authenticatedAt()).isNull();
    assertThat(info.level()).isEqualTo("sudo");
    assertThat(read(170, record("2 4 100 600 5 90 - -")).orElseThrow().level()).isNull();
  }

  @Test
  void sessionThatIsOver_orAnothers_orDamaged_isNotShown() {
    String numbers = "2 4 100 600 5 90 - -";
    assertThat(read(189, record(numbers))).isPresent();
    assertThat(read(190, record(numbers))).isEmpty();
    assertThat(read(140, Map.of("u", "reference 17", "m", numbers))).isEmpty();
    assertThat(read(140, Map.of("m", numbers))).isEmpty();
    assertThat(read(140, Map.of())).isEmpty();
    assertThat(read(140, Map.of("u", "ref", "m", "2 4 100"))).isEmpty();
  }

  @Test
  void loadedSession_isShownWithTheTimeThatItHasNow() {
    SessionUnderTest under = new SessionUnderTest();
    RedisSession session = under.fresh();
    long now = under.clock.millis();
    SessionInfo info = SessionSummary.of(session, now + 10);
    assertThat(info.handle()).isEqualTo(session.handle());
    assertThat(info.created()).isEqualTo(Instant.ofEpochMilli(now));
    assertThat(info.authenticatedAt()).isNull();
    assertThat(info.lastAccess()).isEqualTo(Instant.ofEpochMilli(now + 10));
    assertThat(info.expiresAt()).isEqualTo(Instant.ofEpochMilli(now + 60_010));
    long over = session.times().deadline() + 5;
    assertThat(SessionSummary.of(session, over).expiresAt()).isEqualTo(Instant.ofEpochMilli(over));
  }

  @Test
  void levelWithoutAnEnd_isNone() {
    Map<AccountField, Object> fields = new EnumMap<>(Map.of(AccountField.LEVEL, "sudo"));
    assertThat(SessionSummary.level(new SessionAccount(fields), 0)).isNull();
  }
}
