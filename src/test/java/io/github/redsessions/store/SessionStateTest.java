package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.store.SessionLookup.Outcome;
import io.github.redsessions.store.SessionState.Owner;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When a connection that outlives its request still belongs to the same user. Row W4. */
class SessionStateTest {

  private static final String ALICE =
      "user:{\"principal\":{\"username\":\"alice\"},\"attributes\":{}}";
  private static final String BOB = "user:{\"principal\":{\"username\":\"bob\"},\"attributes\":{}}";
  private static final String SEALED = "~sealed:key:k:payload";

  private static SessionState state(@Nullable String reference, @Nullable String text) {
    SessionUnderTest under = new SessionUnderTest();
    SessionTimes times = SessionTimes.ofNew(0, 60_000, under.rules.config());
    return new SessionState(
        "handle", new Owner(reference, text), "hash", times, RecordFormat.SECOND);
  }

  @Test
  void nobody_isNobody_andNoUser() {
    assertThat(state(null, null).isOfSameUser(state(null, null))).isTrue();
    assertThat(state(null, null).isOfSameUser(state("a", ALICE))).isFalse();
    assertThat(state("a", ALICE).isOfSameUser(state(null, null))).isFalse();
    assertThat(state(null, null).isOfSameUser(state("a", SEALED))).isFalse();
    // A user without a name has no reference.
    assertThat(state(null, null).isOfSameUser(state(null, SEALED))).isFalse();
  }

  @Test
  void usersThatCanBeRead_areComparedThemselves() {
    assertThat(state("a", ALICE).isOfSameUser(state("a", ALICE))).isTrue();
    assertThat(state("a", ALICE).isOfSameUser(state("a", BOB))).isFalse();
    assertThat(state("a", ALICE).isOfSameUser(state("b", ALICE))).isTrue();
  }

  @Test
  void whereOneIsEncrypted_theReferencesDecide() {
    assertThat(state("a", SEALED).isOfSameUser(state("a", ALICE))).isTrue();
    assertThat(state("a", ALICE).isOfSameUser(state("a", SEALED))).isTrue();
    assertThat(state("a", SEALED).isOfSameUser(state("b", ALICE))).isFalse();
    assertThat(state("a", SEALED).isOfSameUser(state("b", SEALED))).isFalse();
  }

  @Test
  void lookup_isLateOrSuspect_byItsOutcomeAlone() {
    for (Outcome outcome : Outcome.values()) {
      SessionLookup lookup = SessionLookup.past(outcome, "handle");
      assertThat(lookup.isLate()).isEqualTo(outcome == Outcome.LATE);
      assertThat(lookup.isSuspect())
          .isEqualTo(outcome == Outcome.UNKNOWN || outcome == Outcome.RETIRED);
    }
  }
}
