package io.github.redsessions.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs every target over what the fuzzer has been given and has found. Row S6. */
class CorpusTest {

  @ParameterizedTest
  @EnumSource
  void s6_everyInputThatIsKept_isHarmless(Target target) throws IOException {
    List<byte[]> inputs = Corpus.read(target.corpus());
    assertThat(inputs).hasSizeGreaterThan(5);
    for (byte[] input : inputs) {
      assertThatCode(() -> target.run(input)).as(Corpus.line(input)).doesNotThrowAnyException();
    }
  }

  @Test
  void line_isReadAsWhatWasWritten() {
    byte[] all = new byte[256];
    IntStream.range(0, all.length).forEach(i -> all[i] = (byte) i);
    assertThat(Corpus.bytes(Corpus.line(all))).isEqualTo(all);
    assertThat(Corpus.line(new byte[] {'#', '\\', 'x', '\n', 7})).isEqualTo("\\x23\\\\x\\n\\x07");
    assertThat(Corpus.bytes("\\x23\\\\x\\n\\x07")).containsExactly('#', '\\', 'x', '\n', 7);
  }
}
