package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How many sessions of a user are asked for at a time, and how those that ended are counted. */
class UserIndexTest {

  @Test
  void manySessions_areAskedForInChunks_oneAfterTheOther_andAnswerInOrder() {
    List<String> handles = IntStream.range(0, 600).mapToObj(String::valueOf).toList();
    List<Promise<String>> asked = new ArrayList<>();
    Future<List<String>> all =
        UserIndex.inChunks(
            handles,
            handle -> {
              Promise<String> answer = Promise.promise();
              asked.add(answer);
              return answer.future().map(v -> handle);
            });
    for (int expected : new int[] {256, 512, 600}) {
      assertThat(asked).hasSize(expected);
      assertThat(all.isComplete()).isFalse();
      List.copyOf(asked).forEach(answer -> answer.tryComplete(""));
    }
    assertThat(all.result()).isEqualTo(handles);
    assertThat(UserIndex.inChunks(List.of(), Future::succeededFuture).result()).isEmpty();
  }

  @Test
  void failureOfOne_failsAll_andNoFurtherChunkIsAskedFor() {
    List<String> handles = IntStream.range(0, 300).mapToObj(String::valueOf).toList();
    List<String> asked = new ArrayList<>();
    Future<List<String>> all =
        UserIndex.inChunks(
            handles,
            handle -> {
              asked.add(handle);
              return handle.equals("7")
                  ? Future.failedFuture("lost")
                  : Future.succeededFuture(handle);
            });
    assertThat(all.cause()).hasMessage("lost");
    assertThat(asked).hasSize(256);
  }

  @Test
  void onlySessionsThatEnded_areCounted() {
    assertThat(UserIndex.count(List.of(true, false, true, false, false))).isEqualTo(2);
    assertThat(UserIndex.count(List.of())).isZero();
  }
}
