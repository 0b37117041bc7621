package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.SessionConfig;
import io.github.redsessions.config.SessionsConfig;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What of the configuration counts after another one was read. Row L9. */
class SessionRulesTest {

  private static SessionConfig lasting(Duration absoluteTimeout) {
    JsonObject session = new JsonObject().put("absoluteTimeoutMs", absoluteTimeout.toMillis());
    return SessionsConfig.from(new JsonObject().put("session", session)).session();
  }

  /** A revocation must be remembered as long as the longest session that it may have to end. */
  @Test
  void l9_longestTimeout_isTheLongestThatAnySessionMayHave() {
    SessionRules rules = new SessionUnderTest().rules;
    Duration first = rules.config().absoluteTimeout();
    assertThat(rules.longestTimeout()).isEqualTo(first);
    SessionConfig longer = lasting(first.plusHours(1));
    rules.replace(longer);
    assertThat(rules.config()).isSameAs(longer);
    assertThat(rules.longestTimeout()).isEqualTo(first.plusHours(1));
    SessionConfig shorter = lasting(first.minusHours(1));
    rules.replace(shorter);
    assertThat(rules.config()).isSameAs(shorter);
    assertThat(rules.longestTimeout()).isEqualTo(first.plusHours(1));
  }
}
