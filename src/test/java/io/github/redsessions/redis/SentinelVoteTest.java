package io.github.redsessions.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whom to believe when sentinels disagree. */
class SentinelVoteTest {

  private static final URI A = URI.create("redis://127.0.0.1:1");
  private static final URI B = URI.create("redis://127.0.0.1:2");
  private static final URI C = URI.create("redis://127.0.0.1:3");

  @Test
  void newerKnowledge_goesBeforeMoreVotes() {
    assertThat(candidates(null, says(A, 1), says(A, 1), says(B, 2))).containsExactly(B, A);
  }

  @Test
  void ofEquallyNewKnowledge_onlyWhatMostSayCounts() {
    assertThat(candidates(null, says(A, 1), says(B, 1), says(B, 1))).containsExactly(B);
  }

  @Test
  void olderKnowledge_countsOnlyIfTheMajorityHasIt() {
    assertThat(candidates(null, says(A, 1), says(B, 2), says(B, 2))).containsExactly(B);
    assertThat(candidates(null, says(A, 1), says(B, 2))).containsExactly(B);
    assertThat(candidates(null, says(A, 1), says(A, 1), says(C, 1), says(B, 2))).containsExactly(B);
  }

  @Test
  void ofATie_bothCount_andWhoIsThePrimaryGoesFirst() {
    assertThat(candidates(null, says(A, 1), says(B, 1))).containsExactly(A, B);
    assertThat(candidates(B, says(A, 1), says(B, 1))).containsExactly(B, A);
  }

  @Test
  void serverOfSeveralEpochs_isAskedOnce() {
    assertThat(candidates(null, says(A, 1), says(A, 1), says(A, 2))).containsExactly(A);
  }

  private static List<URI> candidates(URI current, SentinelAnswer... answers) {
    return SentinelVote.candidates(List.of(answers), current);
  }

  private static SentinelAnswer says(URI primary, long epoch) {
    return new SentinelAnswer(C, primary, epoch, List.of(), List.of());
  }
}
