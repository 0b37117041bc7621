package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.LoginTicket;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a login does to its session. Rows F6, L10, T3. */
class SessionLoginTest {

  private final SessionUnderTest under = new SessionUnderTest();

  @Test
  void f6_loginDropsWhatWasThere_andRenewsIdAndDeadline() {
    RedisSession session = under.loaded(Map.of("cart", "1", "planted", "2"));
    String id = session.id();
    under.clock.advance(Duration.ofSeconds(7));
    session.login().renew(Set.of("cart"));
    assertThat(session.data()).containsOnlyKeys("cart");
    assertThat(session.id()).isNotEqualTo(id);
    assertThat(session.login().authenticatedAt()).isEqualTo(under.clock.instant());

    String once = session.id();
    session.login().renewForUser();
    assertThat(session.id()).isEqualTo(once);
  }

  /** Row T3: who comes back from an impersonation has proven nothing. */
  @Test
  void t3_impersonation_andItsEnd_leaveTheDeadline() {
    RedisSession session = under.of(SessionUnderTest.ALICE);
    session
        .put(UserCodec.SWITCH_ATTRIBUTE, SessionUnderTest.holder(SessionUnderTest.ALICE))
        .put(UserCodec.ATTRIBUTE, SessionUnderTest.holder(SessionUnderTest.BOB));
    session.login().renewForUser();
    assertThat(session.login().authenticatedAt()).isNull();
    assertThat(session.isRegenerated()).isTrue();
    assertThat(session.login().ticket()).isNull();
    under.saved(session, 2);
    session.flushed(true);

    session.remove(UserCodec.SWITCH_ATTRIBUTE);
    session.login().renewForUser();
    assertThat(session.login().authenticatedAt()).isNull();
    assertThat(session.isRegenerated()).isTrue();
    assertThat(session.login().ticket()).isNotNull();
    under.saved(session, 3);

    session.login().renewForUser();
    assertThat(session.login().authenticatedAt()).isEqualTo(under.clock.instant());
  }

  @Test
  void login_knowsWhereItCameFrom_andWhomItEvicted() {
    RedisSession session = under.fresh();
    SessionLogin login = session.login();
    SessionAccount account = session.account();
    login.cameFrom("198.51.100.7", "curl\n");
    assertThat(account.get(AccountField.ADDRESS)).isEqualTo("198.51.100.7");
    assertThat(account.get(AccountField.AGENT)).isEqualTo("curl\\u000a");
    login.evicted(2);
    assertThat(login.evicted()).isEqualTo(2);
  }

  @Test
  void l10_loginWithATicket_isComparedWhateverTheHurry() {
    SessionLogin login = under.fresh().login();
    assertThat(login.isHurried()).isFalse();
    login.hurry();
    assertThat(login.isHurried()).isTrue();
    login.beganAt(new LoginTicket(5));
    assertThat(login.isHurried()).isFalse();
  }
}
