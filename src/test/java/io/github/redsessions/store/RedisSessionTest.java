package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redsessions.SessionFormatException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.handler.HttpException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a session knows of itself between its load and its puts. */
class RedisSessionTest {

  private static final User ALICE = User.fromName("alice");
  private static final User BOB = User.fromName("bob");

  private final SessionUnderTest under = new SessionUnderTest();

  private static Object holder(User user) {
    return UserCodec.decode(UserCodec.encode(user));
  }

  private RedisSession of(User user) {
    RedisSession session = under.fresh();
    session.put(UserCodec.ATTRIBUTE, holder(user));
    under.saved(session, 1);
    return session;
  }

  @Test
  void newSession_hasTheTimeoutAndTheAccess_thatItsStoreWasAskedFor() {
    RedisSession session = under.fresh();
    assertThat(session.timeout()).isEqualTo(60_000);
    assertThat(session.lastAccessed()).isEqualTo(under.clock.millis());
    assertThat(session.isStored()).isFalse();
    assertThat(session.isDestroyed()).isFalse();
    assertThat(session.isEmpty()).isTrue();
    assertThat(session.handle()).isEqualTo(session.token().handle());
    assertThat(session.oldId()).isNull();
    under.clock.advance(Duration.ofSeconds(1));
    session.setAccessed();
    assertThat(session.lastAccessed()).isEqualTo(under.clock.millis());
  }

  @Test
  void f5_destroyedSession_takesAndHoldsNothing() {
    RedisSession session = under.loaded(Map.of("a", "1"));
    session.put("b", 2);
    session.regenerateId();
    session.destroy();

    assertThat(session.isDestroyed()).isTrue();
    assertThat(session.isRegenerated()).isFalse();
    assertThat(session.token()).isEqualTo(session.storedToken());
    assertThat(session.isEmpty()).isTrue();
    assertThat(session.<Object>get("a")).isNull();
    assertThat(session.data()).isEmpty();
    assertThatThrownBy(() -> session.put("a", 1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> session.putIfAbsent("a", 1)).isInstanceOf(IllegalStateException.class);
    String id = session.id();
    assertThat(session.regenerateId().id()).isEqualTo(id);
  }

  @Test
  void f2_newId_isAnnouncedUntilItIsFlushed_andStoredUntilThenIsTheOld() {
    RedisSession session = under.loaded(Map.of());
    String old = session.value();
    session.regenerateId();
    assertThat(session.isRegenerated()).isTrue();
    assertThat(session.id()).isNotEqualTo(old).startsWith(session.handle());
    assertThat(session.storedValue()).isEqualTo(old);
    session.flushed(true);
    assertThat(session.isRegenerated()).isFalse();
    under.saved(session, 6);
    assertThat(session.storedValue()).isEqualTo(session.value());
    RedisSession fresh = under.fresh();
    assertThat(fresh.storedValue()).isEqualTo(fresh.value());
  }

  @Test
  void confirmation_holdsForLessThanASecond_andForTheStoredIdAlone() {
    RedisSession session = under.loaded(Map.of());
    assertThat(session.isConfirmed()).isFalse();
    under.saved(session, 6);
    assertThat(session.isConfirmed()).isTrue();
    under.clock.advance(Duration.ofMillis(999));
    assertThat(session.isConfirmed()).isTrue();
    under.clock.advance(Duration.ofMillis(1));
    assertThat(session.isConfirmed()).isFalse();
    under.saved(session, 7);
    session.regenerateId();
    assertThat(session.isConfirmed()).isFalse();
    under.saved(session, 8);
    session.destroy();
    assertThat(session.isConfirmed()).isFalse();
  }

  @Test
  void version_isNotTakenFromAPut_afterWhichOthersHadWritten() {
    RedisSession session = under.loaded(Map.of());
    under.saved(session, 6);
    assertThat(session.version()).isEqualTo(6);
    under.saved(session, 9);
    assertThat(session.version()).isEqualTo(6);
    RedisSession fresh = under.fresh();
    under.saved(fresh, 4);
    assertThat(fresh.version()).isEqualTo(4);
  }

  @Test
  void d8_attributeThatCannotBeRead_isReportedOnce_andThenNothingIsTouched() {
    RedisSession session = under.loaded(Map.of("bad", "{", "worse", "~long:x", "later", "~new:1"));
    assertThatThrownBy(() -> session.get("later"))
        .isInstanceOfSatisfying(
            HttpException.class, e -> assertThat(e.getStatusCode()).isEqualTo(503));
    assertThat(session.isSuperseded()).isFalse();
    for (String name : new String[] {"bad", "worse"}) {
      assertThatThrownBy(() -> session.get(name))
          .isInstanceOfSatisfying(
              HttpException.class, e -> assertThat(e.getStatusCode()).isEqualTo(401));
    }
    assertThat(under.unreadable).isEqualTo(1);
    assertThat(session.isSuperseded()).isTrue();
    assertThatThrownBy(session::data).isInstanceOf(HttpException.class);
    assertThatThrownBy(() -> session.remove("bad")).isInstanceOf(HttpException.class);
    assertThat(session.changes().removes()).containsExactly("bad");
  }

  @Test
  void d8_check_readsTheUser_orAll() {
    RedisSession session = under.loaded(Map.of("bad", "{"));
    session.check(false);
    assertThatThrownBy(() -> session.check(true)).isInstanceOf(SessionFormatException.class);
    RedisSession noUser = under.loaded(Map.of(UserCodec.ATTRIBUTE, "1"));
    assertThatThrownBy(() -> noUser.check(false))
        .isInstanceOf(SessionFormatException.class)
        .hasMessageContaining("is not a user");
  }

  @Test
  void user_isTheStoredOne_untilTheNextIsSaved() {
    RedisSession session = of(ALICE);
    assertThat(session.holds(ALICE)).isTrue();
    assertThat(session.holds(BOB)).isFalse();
    assertThat(session.holds(User.create(new JsonObject().put("username", "alice").put("a", 1))))
        .isFalse();
    assertThat(session.isOfAnother(ALICE)).isFalse();
    assertThat(session.isOfAnother(BOB)).isTrue();
    assertThat(session.isUserUnchanged()).isTrue();
    assertThat(under.fresh().holds(ALICE)).isFalse();
    assertThat(under.fresh().isOfAnother(ALICE)).isTrue();

    session.put(UserCodec.ATTRIBUTE, holder(BOB));
    assertThat(session.isUserUnchanged()).isFalse();
    assertThat(session.holds(ALICE)).isTrue();
    assertThat(session.userText()).contains("bob");
    session.dropUser();
    assertThat(session.userText()).isNull();
    assertThat(session.storedUser()).contains("alice");
    assertThat(session.changes().removes()).containsExactly(UserCodec.ATTRIBUTE);
  }

  @Test
  void f6_loginDropsWhatWasThere_andRenewsIdAndDeadline() {
    RedisSession session = under.loaded(Map.of("cart", "1", "planted", "2"));
    String id = session.id();
    under.clock.advance(Duration.ofSeconds(7));
    session.renewForLogin(Set.of("cart"));
    assertThat(session.data()).containsOnlyKeys("cart");
    assertThat(session.id()).isNotEqualTo(id);
    assertThat(session.authenticatedAt()).isEqualTo(under.clock.instant());

    String once = session.id();
    session.renewForUser();
    assertThat(session.id()).isEqualTo(once);
  }

  /** Row T3: who comes back from an impersonation has proven nothing. */
  @Test
  void t3_impersonation_andItsEnd_leaveTheDeadline() {
    RedisSession session = of(ALICE);
    session.put(UserCodec.SWITCH_ATTRIBUTE, holder(ALICE)).put(UserCodec.ATTRIBUTE, holder(BOB));
    session.renewForUser();
    assertThat(session.authenticatedAt()).isNull();
    assertThat(session.isRegenerated()).isTrue();
    assertThat(session.login().ticket()).isNull();
    under.saved(session, 2);
    session.flushed(true);

    session.remove(UserCodec.SWITCH_ATTRIBUTE);
    session.renewForUser();
    assertThat(session.authenticatedAt()).isNull();
    assertThat(session.isRegenerated()).isTrue();
    assertThat(session.login().ticket()).isNotNull();
    under.saved(session, 3);

    session.renewForUser();
    assertThat(session.authenticatedAt()).isEqualTo(under.clock.instant());
  }

  @Test
  void f8_elevation_andItsEnds_eachMakeANewId() {
    RedisSession session = of(ALICE);
    String id = session.id();
    session.elevate("sudo", Duration.ofSeconds(10));
    assertThat(session.id()).isNotEqualTo(id);
    under.saved(session, 2);
    under.clock.advance(Duration.ofMillis(9_999));
    assertThat(session.login().level()).isEqualTo("sudo");
    assertThat(session.login().hasLapsed()).isFalse();
    under.clock.advance(Duration.ofMillis(1));
    assertThat(session.login().level()).isNull();
    assertThat(session.login().hasLapsed()).isTrue();

    String elevated = session.id();
    session.lapseElevation();
    assertThat(session.isLapsing()).isTrue();
    assertThat(session.id()).isNotEqualTo(elevated);
    assertThat(session.login().storedLevel()).isNull();
    session.keepId(true);
    assertThat(session.id()).isEqualTo(elevated);
    assertThat(session.isLapsing()).isFalse();
    assertThat(session.isRegenerated()).isFalse();
    assertThat(session.isSuperseded()).isTrue();
    assertThat(session.login().storedLevel()).isEqualTo("sudo");

    session.lapseElevation();
    under.saved(session, 3);
    assertThat(session.isLapsing()).isFalse();
    session.keepId(false);
    assertThat(session.isSuperseded()).isFalse();
    RedisSession fresh = under.fresh();
    String kept = fresh.id();
    fresh.keepId(false);
    assertThat(fresh.id()).isEqualTo(kept);
  }

  @Test
  void revert_takesBackAllButTheUser() {
    RedisSession session = under.loaded(Map.of("a", "1", "b", "2"));
    session.put("a", 7).put("c", 3).put(UserCodec.ATTRIBUTE, holder(ALICE));
    session.remove("b");
    session.revertAttributes();
    assertThat(session.data()).containsOnlyKeys("a", "b", UserCodec.ATTRIBUTE);
    assertThat(session.<Integer>get("a")).isEqualTo(1);

    under.saved(session, 6);
    session.dropUser();
    session.revertAttributes();
    assertThat(session.changes().removes()).containsExactly(UserCodec.ATTRIBUTE);
  }

  @Test
  void rebase_takesOverWhatOthersWrote_andKeepsWhatIsChangedHere() {
    RedisSession session =
        under.loaded(Map.of("mine", "1", "theirs", "1", "gone", "1", "same", "1"));
    session.put("mine", 2).put("new", 1);
    session.rebase(
        under.record(
            session.token(), 8, Map.of("mine", "9", "theirs", "9", "same", "1", "other", "9")),
        session.token());
    assertThat(session.version()).isEqualTo(8);
    assertThat(session.data())
        .isEqualTo(Map.of("mine", 2, "theirs", 9, "same", 1, "new", 1, "other", 9));
    assertThat(session.changes().sets()).containsOnlyKeys("mine", "new");
    assertThat(session.changes().removes()).isEmpty();
  }

  @Test
  void f6_rebase_afterALogin_bringsNothingBackThatWasDropped() {
    RedisSession session = under.loaded(Map.of("planted", "1"));
    session.renewForLogin(Set.of("cart"));
    session.rebase(
        under.record(session.token(), 8, Map.of("planted", "1", "late", "2", "cart", "3")),
        session.token());
    assertThat(session.data()).containsOnlyKeys("cart");
    under.saved(session, 9);
    session.rebase(
        under.record(session.token(), 10, Map.of("cart", "3", "later", "4")), session.token());
    assertThat(session.data()).containsOnlyKeys("cart", "later");
  }

  @Test
  void mapOfAllValues_holdsThemRead_andChangesOfThemCount() {
    RedisSession session = under.loaded(Map.of("list", "[1]", "n", "1"));
    assertThat(session.data().get("list")).isEqualTo(new JsonArray().add(1));
    assertThat(session.data().get("list")).isSameAs(session.<Object>get("list"));
    session.<JsonArray>get("list").add(2);
    assertThat(session.changes().sets()).isEqualTo(Map.of("list", "[1,2]"));
    session.putIfAbsent("n", 2).putIfAbsent("m", 3).computeIfAbsent("n", name -> 4);
    assertThat(session.changes().sets()).isEqualTo(Map.of("list", "[1,2]", "m", "3"));
    assertThat(session.isEmpty()).isFalse();
    assertThat(session.<Integer>remove("n")).isEqualTo(1);
    assertThat(session.<Integer>remove("n")).isNull();
    assertThat(session.changes().removes()).containsExactly("n");
  }
}
