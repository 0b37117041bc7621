package io.github.redsessions.chaos.history;

import static io.github.redsessions.chaos.history.Kind.CHANGE_PASSWORD;
import static io.github.redsessions.chaos.history.Kind.ELEVATE;
import static io.github.redsessions.chaos.history.Kind.INCREMENT;
import static io.github.redsessions.chaos.history.Kind.LOGIN;
import static io.github.redsessions.chaos.history.Kind.LOGOUT;
import static io.github.redsessions.chaos.history.Kind.PUT;
import static io.github.redsessions.chaos.history.Kind.READ;
import static io.github.redsessions.chaos.history.Kind.REMOVE;
import static io.github.redsessions.chaos.history.Kind.REVOKE_ALL;
import static io.github.redsessions.chaos.history.Kind.REVOKE_OTHERS;
import static io.github.redsessions.chaos.history.Kind.ROTATE;
import static io.github.redsessions.chaos.history.Kind.SLOW;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Histories made by hand: the checker finds what is wrong with the bad ones, and only that. */
class CheckerTest {

  private final Script script = new Script();

  @BeforeEach
  void logIn() {
    script.login(1, 1, 0, 10);
  }

  @Test
  void aLifeWithoutFaults_isGood() {
    script.ok(PUT, 1, 1, 20, 30).writes("a", "x").sees();
    script.ok(INCREMENT, 1, 1, 40, 50).counts(1).sees("a", "x");
    script.ok(ROTATE, 1, 1, 60, 70).gets(1, 2).sees("a", "x", "n", "1");
    script.refused(READ, 1, 1, 80, 90);
    script.ok(REMOVE, 1, 2, 80, 90).removes("a").sees("a", "x", "n", "1");
    script.ok(READ, 1, 2, 100, 110).sees("n", "1");
    script.ok(LOGIN, 1, 2, 120, 130).gets(1, 3);
    script.ok(LOGOUT, 1, 3, 140, 150).sees("n", "1");
    script.refused(READ, 1, 3, 160, 170);
    script.ok(LOGIN, 1, 3, 180, 190).gets(2, 4);
    script.ok(READ, 2, 4, 200, 210).sees();

    assertGood();
  }

  @Test
  void f5_useAfterLogout_isFound() {
    script.ok(LOGOUT, 1, 1, 20, 30);
    script.ok(READ, 1, 1, 31, 40).sees();

    assertFound("DeadIds", "used after its logout");
  }

  @Test
  void f5_aLoginThatFindsTheLoggedOutSession_isFound() {
    script.ok(LOGOUT, 1, 1, 20, 30);
    script.ok(LOGIN, 1, 1, 31, 40).gets(1, 2);

    assertFound("DeadIds", "used after its logout");
  }

  @Test
  void f5_aConflictAfterLogout_showsThatTheSessionWasThere() {
    script.ok(LOGOUT, 1, 1, 20, 30);
    script.conflict(PUT, 1, 1, 31, 40).writes("a", "x");

    assertFound("DeadIds", "used after its logout");
  }

  @Test
  void useDuringLogout_andAfterOneWithoutAnswer_isGood() {
    script.unknown(LOGOUT, 1, 1, 20, 30);
    script.ok(READ, 1, 1, 40, 50).sees();
    script.ok(LOGOUT, 1, 1, 60, 80);
    script.ok(READ, 1, 1, 70, 90).sees();

    assertGood();
  }

  @Test
  void f1_useOfAReplacedId_isFound() {
    script.ok(ROTATE, 1, 1, 20, 30).gets(1, 2);
    script.ok(READ, 1, 1, 31, 40).sees();

    assertFound("DeadIds", "used after it was replaced");
  }

  @Test
  void f1_useOfAnIdFromBeforeALogin_isFound() {
    script.ok(LOGIN, 1, 1, 20, 30).gets(1, 2);
    script.ok(READ, 1, 1, 31, 40).sees();

    assertFound("DeadIds", "used after it was replaced");
  }

  @Test
  void theEndOfAnElevation_replacesAnIdToo() {
    script.ok(ELEVATE, 1, 1, 20, 30).gets(1, 2);
    script.ok(READ, 1, 2, 2_000, 2_010).gets(1, 3).sees();
    script.ok(READ, 1, 2, 2_020, 2_030).sees();

    assertFound("DeadIds", "used after it was replaced");
  }

  @Test
  void l7_useAfterRevocation_isFound_afterItsTime() {
    script.login(2, 2, 20, 30);
    script.ok(REVOKE_ALL, 2, 2, 40, 50);
    script.ok(READ, 1, 1, 900, 910).sees();
    script.ok(READ, 1, 1, 1_151, 1_160).sees();

    assertFound("DeadIds", "used after its revocation");
    assertThat(Checker.lateRevocations(script.history())).isEqualTo(2);
  }

  @Test
  void l6_revokingTheOthers_leavesTheOwn_andEndsTheOthers() {
    script.login(2, 2, 20, 30);
    script.ok(REVOKE_OTHERS, 2, 2, 40, 50);
    script.ok(READ, 2, 2, 1_500, 1_510).sees();
    script.refused(READ, 1, 1, 1_500, 1_510);
    assertGood();

    script.ok(READ, 1, 1, 1_600, 1_610).sees();
    assertFound("DeadIds", "used after its revocation");
  }

  @Test
  void l6_aPasswordChange_endsTheOtherSessions_andTheOwnId() {
    script.login(2, 2, 20, 30);
    script.ok(CHANGE_PASSWORD, 2, 2, 40, 50).gets(2, 3);
    script.ok(READ, 2, 3, 1_500, 1_510).sees();
    script.refused(READ, 1, 1, 1_500, 1_510);
    script.refused(READ, 2, 2, 1_500, 1_510);
    assertGood();

    script.ok(READ, 1, 1, 1_600, 1_610).sees();
    assertFound("DeadIds", "used after its revocation");
  }

  @Test
  void f2_theIdFromBeforeAPasswordChange_isDead() {
    script.ok(CHANGE_PASSWORD, 1, 1, 40, 50).gets(1, 2);
    script.ok(READ, 1, 1, 60, 70).sees();

    assertFound("DeadIds", "used after it was replaced");
  }

  @Test
  void ofAPasswordChangeWithoutAnAnswer_anyPartMayBeDone() {
    script.login(2, 2, 20, 30);
    script.unknown(CHANGE_PASSWORD, 2, 2, 40, 50);
    script.refused(READ, 1, 1, 60, 70);
    script.refused(READ, 2, 2, 60, 70);

    assertGood();
  }

  @Test
  void aLoginDuringOrAfterARevocation_isGood() {
    script.ok(REVOKE_ALL, 1, 1, 40, 60);
    script.login(2, 2, 50, 70);
    script.ok(LOGIN, 1, 1, 80, 90).gets(3, 3);
    script.ok(READ, 2, 2, 2_000, 2_010).sees();
    script.ok(READ, 3, 3, 2_000, 2_010).sees();

    assertGood();
  }

  @Test
  void revocationsOfOthers_areNoConcern() {
    script.login(2, 2, 20, 30).by("bob");
    script.ok(REVOKE_ALL, 2, 2, 40, 50).by("bob");
    script.ok(READ, 1, 1, 2_000, 2_010).sees();

    assertGood();
  }

  @Test
  void aLostWrite_isFound() {
    script.ok(PUT, 1, 1, 20, 30).writes("a", "x");
    script.ok(PUT, 1, 1, 40, 50).writes("a", "y");
    script.ok(READ, 1, 1, 60, 70).sees("a", "x");

    assertFound("Registers", "saw x, not the later y");
  }

  @Test
  void aFirstWriteThatIsLost_isFound() {
    script.ok(PUT, 1, 1, 20, 30).writes("a", "x");
    script.ok(READ, 1, 1, 60, 70).sees();

    assertFound("Registers", "saw null, not the later x");
  }

  @Test
  void aRemovalThatIsLost_isFound() {
    script.ok(PUT, 1, 1, 20, 30).writes("a", "x");
    script.ok(REMOVE, 1, 1, 40, 50).removes("a");
    script.ok(READ, 1, 1, 60, 70).sees("a", "x");

    assertFound("Registers", "saw x, not the later null");
  }

  @Test
  void whatALoginDrops_mustNotStay() {
    script.ok(PUT, 1, 1, 20, 30).writes("b", "x");
    script.ok(LOGIN, 1, 1, 40, 50).gets(1, 2);
    script.ok(READ, 1, 2, 60, 70).sees("b", "x");

    assertFound("Registers", "saw x, not the later null");
  }

  @Test
  void ofConcurrentWrites_eitherMayBeLast_butOnlyOne() {
    script.ok(PUT, 1, 1, 20, 50).writes("a", "x");
    script.ok(PUT, 1, 1, 30, 40).writes("a", "y");
    script.ok(READ, 1, 1, 60, 70).sees("a", "x");
    assertGood();

    script.ok(PUT, 1, 1, 80, 90).writes("a", "z");
    script.ok(READ, 1, 1, 100, 110).sees("a", "y");
    assertFound("Registers", "saw y, not the later z");
  }

  @Test
  void aSlowWrite_mayWinOverOneThatCameLater() {
    script.ok(SLOW, 1, 1, 20, 500).writes("a", "slow").sees();
    script.ok(PUT, 1, 1, 100, 110).writes("a", "quick");
    script.ok(READ, 1, 1, 200, 210).sees("a", "quick");
    script.ok(READ, 1, 1, 600, 610).sees("a", "slow");

    assertGood();
  }

  @Test
  void aWriteWithoutAnswer_mayComeLate_butNotTwice() {
    script.unknown(PUT, 1, 1, 20, 30).writes("a", "x");
    script.ok(PUT, 1, 1, 40, 50).writes("a", "y");
    script.ok(READ, 1, 1, 60, 70).sees("a", "y");
    script.ok(READ, 1, 1, 80, 90).sees("a", "x");
    assertGood();

    script.ok(PUT, 1, 1, 100, 110).writes("a", "z");
    script.ok(READ, 1, 1, 120, 130).sees("a", "x");
    assertFound("Registers", "saw x, not the later z");
  }

  @Test
  void aWriteWithoutAnswer_thatWasSeen_mustStay() {
    script.unknown(PUT, 1, 1, 20, 30).writes("a", "x");
    script.ok(READ, 1, 1, 40, 50).sees("a", "x");
    script.ok(READ, 1, 1, 60, 70).sees();
    assertFound("Registers", "saw null, not the later x");

    script.fault("SIGSTOP of a service", 1, 35, 100);
    script.failover(0, 15);
    script.failover(71, 100);
    assertFound("Registers", "saw null, not the later x");
  }

  @Test
  void d6_aWriteWithoutAnswer_mayBeSeen_andThenLostByAFailover() {
    script.unknown(PUT, 1, 1, 20, 30).writes("a", "x");
    script.ok(READ, 1, 1, 40, 50).sees("a", "x");
    script.failover(45, 65);
    script.ok(READ, 1, 1, 60, 70).sees();
    // From a service that has not been told yet.
    script.ok(READ, 1, 1, 80, 90).sees("a", "x");

    assertGood();
  }

  @Test
  void d6_aWriteUnderWay_mayBeSeen_andThenMissing_untilItIsAcknowledged() {
    script.ok(PUT, 1, 1, 20, 100).writes("a", "x");
    script.failover(15, 65);
    script.ok(READ, 1, 1, 40, 50).sees("a", "x");
    script.ok(READ, 1, 1, 60, 70).sees();
    script.ok(READ, 1, 1, 110, 120).sees("a", "x");
    assertGood();

    script.ok(READ, 1, 1, 130, 140).sees();
    assertFound("Registers", "saw null, not the later x");
  }

  @Test
  void d6_anAcknowledgedWrite_mustNotBeLostByAFailover() {
    script.ok(PUT, 1, 1, 20, 30).writes("a", "x");
    script.failover(35, 55);
    script.ok(READ, 1, 1, 60, 70).sees();

    assertFound("Registers", "saw null, not the later x");
  }

  @Test
  void d6_whatAFailoverLost_mustNotComeBack_overALaterWrite() {
    script.unknown(PUT, 1, 1, 20, 30).writes("a", "x");
    script.ok(READ, 1, 1, 40, 50).sees("a", "x");
    script.failover(45, 200);
    script.ok(PUT, 1, 1, 60, 70).writes("a", "y");
    script.ok(READ, 1, 1, 80, 90).sees("a", "x");

    assertFound("Registers", "saw x, not the later y");
  }

  @Test
  void aValueThatNobodyWrote_isFound() {
    script.ok(READ, 1, 1, 60, 70).sees("a", "x");

    assertFound("Registers", "nobody wrote x");
  }

  @Test
  void theValueOfAnotherSession_isFound() {
    script.login(2, 2, 0, 10).by("bob");
    script.ok(PUT, 2, 2, 20, 30).by("bob").writes("a", "x");
    script.ok(READ, 1, 1, 60, 70).sees("a", "x");

    assertFound("Registers", "has the a of another one");
  }

  @Test
  void aValueOfTheFuture_andOneThatWasNotDone_areFound() {
    script.ok(READ, 1, 1, 15, 18).sees("a", "x");
    script.ok(PUT, 1, 1, 20, 30).writes("a", "x");
    assertFound("Registers", "not done, or not yet");
  }

  @Test
  void aConflictThatIsThereAllTheSame_isFound() {
    script.conflict(PUT, 1, 1, 20, 30).writes("a", "x");
    script.ok(READ, 1, 1, 60, 70).sees("a", "x");

    assertFound("Registers", "not done, or not yet");
  }

  @Test
  void aConflictAtALogout_mayBeThere() {
    script.conflict(PUT, 1, 1, 20, 300).writes("a", "x");
    script.ok(LOGOUT, 1, 1, 60, 90).sees("a", "x");

    assertGood();
  }

  @Test
  void aConflictAtALogout_needNotBeThere() {
    script.conflict(PUT, 1, 1, 20, 30).writes("a", "x");
    script.ok(READ, 1, 1, 40, 50).sees();
    script.ok(LOGOUT, 1, 1, 25, 90).sees();

    assertGood();
  }

  @Test
  void incrementsThatAreLost_andThatAreTooMany_areFound() {
    script.ok(INCREMENT, 1, 1, 20, 30).counts(1).sees();
    script.ok(INCREMENT, 1, 1, 40, 50).counts(2).sees("n", "1");
    script.ok(READ, 1, 1, 60, 70).sees("n", "1");
    assertFound("Counters", "2 increments were acknowledged, and it is 1");
  }

  @Test
  void incrementsThatNobodyMade_areFound() {
    script.ok(INCREMENT, 1, 1, 20, 30).counts(1).sees();
    script.conflict(INCREMENT, 1, 1, 40, 50);
    script.ok(READ, 1, 1, 60, 70).sees("n", "2");

    assertFound("Counters", "there were 1 increments at most, and it is 2");
  }

  @Test
  void twoIncrementsToTheSame_areFound() {
    script.ok(INCREMENT, 1, 1, 20, 50).counts(1).sees();
    script.ok(INCREMENT, 1, 1, 30, 40).counts(1).sees();

    assertFound("Counters", "made it the same");
  }

  @Test
  void anIncrementWithoutAnswer_countsOrNot() {
    script.ok(INCREMENT, 1, 1, 20, 30).counts(1).sees();
    script.unknown(INCREMENT, 1, 1, 40, 50);
    script.ok(READ, 1, 1, 60, 70).sees("n", "1");
    script.ok(READ, 1, 1, 80, 90).sees("n", "2");

    assertGood();
  }

  @Test
  void theSessionOfAnotherUser_isFound() {
    script.ok(READ, 1, 1, 60, 70).sees("user", "bob");

    assertFound("Owners", "the session of bob");
  }

  @Test
  void aLostSession_isFound() {
    script.refused(READ, 1, 1, 20, 30);

    assertFound("LostSessions", "a session was lost");
  }

  @Test
  void aLoginThatDoesNotFindItsSession_isFound() {
    script.ok(LOGIN, 1, 1, 20, 30).gets(2, 2);

    assertFound("LostSessions", "a session was lost");
  }

  @Test
  void sessionsThatMayHaveEnded_areNotLost() {
    script.unknown(ROTATE, 1, 1, 20, 30);
    script.refused(READ, 1, 1, 40, 50);
    script.login(3, 3, 20, 30).by("bob");
    script.unknown(REVOKE_ALL, 0, 0, 20, 30).by("bob");
    script.refused(READ, 3, 3, 40, 50).by("bob");

    assertGood();
  }

  @Test
  void l11_theFirstOfTooManySessions_isEvicted() {
    script.login(2, 2, 20, 30);
    script.login(3, 3, 40, 50);
    script.refused(READ, 1, 1, 60, 70);
    assertGood();
  }

  @Test
  void l11_oneThatIsNotTooMany_isLost() {
    script.login(2, 2, 20, 30);
    script.ok(LOGOUT, 2, 2, 32, 38).sees();
    script.login(3, 3, 40, 50);
    script.refused(READ, 1, 1, 60, 70);

    assertFound("LostSessions", "a session was lost");
  }

  @Test
  void l11_moreThanTheUserMayHave_areFound_onceThereWasTimeToNotice() {
    script.login(2, 2, 20, 30);
    script.login(3, 3, 40, 50);
    script.ok(READ, 1, 1, 2_000, 2_010).sees();
    script.ok(READ, 2, 2, 2_000, 2_010).sees();
    script.ok(READ, 3, 3, 2_000, 2_010).sees();
    assertGood();

    script.ok(READ, 1, 1, 2_200, 2_210).sees();
    script.ok(READ, 2, 2, 2_250, 2_260).sees();
    script.ok(READ, 3, 3, 2_300, 2_310).sees();
    assertFound("Caps", "ann has 3 sessions");
  }

  @Test
  void l11_asManyAsTheUserMayHave_oneAfterTheOther_areGood() {
    script.login(2, 2, 20, 30);
    script.ok(READ, 1, 1, 2_200, 2_210).sees();
    script.ok(LOGOUT, 1, 1, 2_300, 2_310).sees();
    script.login(3, 3, 2_400, 2_410);
    script.login(4, 4, 20, 30).by("bob");
    script.ok(READ, 2, 2, 5_000, 5_010).sees();
    script.ok(READ, 3, 3, 5_000, 5_010).sees();
    script.ok(READ, 4, 4, 5_000, 5_010).by("bob").sees();

    assertGood();
  }

  @Test
  void d2_aFailureLongAfterTheLastFault_isFound() {
    script.fault("SIGSTOP of the primary", -1, 20, 50);
    script.fault("SCRIPT FLUSH", -1, 100, 200);
    script.unknown(READ, 1, 1, 80, 90);
    script.unknown(READ, 1, 1, 450, 500);
    assertGood();

    script.unknown(READ, 1, 1, 450, 501);
    assertFound("Recovery", "after everything was mended");
  }

  @Test
  void t1_t2_useAfterADeadline_isFound() {
    script.login(2, 2, 0, 10).by("brief");
    script.ok(READ, 2, 2, 1_900, 1_950).by("brief").sees();
    script.ok(READ, 2, 2, 4_000, 4_010).by("brief").sees();
    assertGood();

    script.ok(READ, 2, 2, 5_200, 5_210).by("brief").sees();
    assertFound("Deadlines", "after its absolute deadline");

    script.login(3, 3, 0, 10).by("brief");
    script.ok(READ, 3, 3, 2_200, 2_210).by("brief").sees();
    assertThat(script.violations()).hasSize(2).last().asString().contains("its idle deadline");
  }

  @Test
  void aWrongClock_excusesADeadline() {
    script.login(2, 2, 0, 10).by("brief").skewed();
    script.ok(READ, 2, 2, 2_200, 2_210).by("brief").sees();

    assertGood();
  }

  @Test
  void d2_aLateAnswer_isFound_unlessItsServerWasAway() {
    script.ok(READ, 1, 1, 20, 2_200).sees();
    assertFound("Answers", "after its budget");

    script.fault("SIGSTOP of server 2", 2, 100, 2_000);
    assertFound("Answers", "after its budget");

    script.fault("SIGSTOP of server 1", 1, 100, 2_000);
    assertGood();
  }

  @Test
  void anAnswerThatThereMustNotBe_isFound() {
    script.add(READ, 1, 1, 20, 30, Outcome.UNEXPECTED);

    assertFound("Answers", "must not be");
  }

  @Test
  void theExcerpt_showsWhatContradictsAndWhatIsAround() {
    script.ok(PUT, 1, 1, 20, 30).writes("a", "x").sees();
    script.ok(LOGOUT, 1, 1, 40, 50).sees("a", "x");
    script.ok(READ, 1, 1, 60, 70).sees("a", "x");
    script.login(2, 2, 30, 40).by("bob");
    script.fault("SCRIPT FLUSH", -1, 55, 56);
    script.fault("kill -9", -1, 65, 66);
    script.fault("elsewhere", -1, 500, 600);

    assertThat(Checker.explain(script.history(), script.violations()))
        .contains("1 violations")
        .containsPattern(
            "    \\[ +20.0\\.\\. +30.0] #2 .*PUT session 1 id 1 a = x -> OK saw \\{user=ann\\}")
        .containsPattern("  > \\[ +40.0\\.\\. +50.0] #3 .*LOGOUT")
        .containsPattern("  > \\[ +60.0\\.\\. +70.0] #4 .*READ")
        .contains("kill -9")
        .doesNotContain("bob", "elsewhere");
  }

  private void assertGood() {
    assertThat(script.violations()).isEmpty();
  }

  private void assertFound(String rule, String message) {
    assertThat(script.violations())
        .singleElement()
        .satisfies(
            violation -> {
              assertThat(violation.rule()).isEqualTo(rule);
              assertThat(violation.message()).contains(message);
            });
  }
}
