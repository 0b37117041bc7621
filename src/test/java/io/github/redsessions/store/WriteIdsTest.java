package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** By what Redis knows a write that comes again. */
class WriteIdsTest {

  private static RandomBytes of(int value) {
    return bytes -> Arrays.fill(bytes, (byte) value);
  }

  @Test
  void ids_haveTheEightCharactersThatTheScriptsCutOff_andNoTwoAreTheSame() {
    WriteIds ids = new WriteIds(of(0));
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 70_000; i++) {
      String id = ids.next();
      assertThat(seen.add(id)).isTrue();
      assertThat(id).hasSize(8);
    }
    assertThat(seen).allMatch(id -> id.matches("[A-Za-z0-9_-]{8}"));
  }

  /** Two servers, which may write the same session, must not count alike. */
  @Test
  void everyServer_beginsSomewhereElse() {
    assertThat(new WriteIds(of(1)).next()).isNotEqualTo(new WriteIds(of(2)).next());
    WriteIds last = new WriteIds(of(-1));
    assertThat(last.next()).isEqualTo("________");
    assertThat(last.next()).isEqualTo("AAAAAAAA");
  }
}
