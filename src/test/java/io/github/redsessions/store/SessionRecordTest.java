package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redsessions.SessionFormatException;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read from a record of either format. Row D8. */
class SessionRecordTest {

  @Test
  void rotation_isReadFromBothFormats() {
    SessionRecord second =
        SessionRecord.parse(Replies.of("h", "x", "m", "2 4 100 60 5 900 - -", "o", "old 40"));
    assertThat(second.retiredHash()).isEqualTo("old");
    assertThat(second.rotated()).isEqualTo(140);
    SessionRecord first = SessionRecord.parse(first("o", "old", "r", "140"));
    assertThat(first.retiredHash()).isEqualTo("old");
    assertThat(first.rotated()).isEqualTo(140);
    assertThat(SessionRecord.parse(first("o", "old")).rotated()).isEqualTo(105);
    assertThat(second.isWithin(Duration.ofMillis(10), 149)).isTrue();
    assertThat(second.isWithin(Duration.ofMillis(10), 150)).isFalse();
    assertThat(SessionRecord.parse(first()).isWithin(Duration.ofMillis(10), 0)).isFalse();
  }

  @Test
  void record_isExpiredFromTheMomentOn() {
    SessionRecord idle = SessionRecord.parse(first());
    assertThat(idle.isExpiredAt(164)).isFalse();
    assertThat(idle.isExpiredAt(165)).isTrue();
    SessionRecord ends = SessionRecord.parse(Replies.of("h", "x", "m", "2 4 100 6000 5 900 - -"));
    assertThat(ends.isExpiredAt(999)).isFalse();
    assertThat(ends.isExpiredAt(1000)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "f, 2, 2",
    "f, 0, 0",
    "m, 3 1 100 60 5 900 - -, 3",
    "m, x, of 1 characters",
    "f, 1234567890, of 10 characters",
    "d.a, 1, null"
  })
  void d8_unknownFormat_isNamed_unlessItIsNoNumber(String field, String value, String shown) {
    assertThatThrownBy(() -> SessionRecord.parse(Replies.of("h", "x", field, value)))
        .isInstanceOf(SessionFormatException.class)
        .hasMessage("The record has the format version " + shown + "; this version reads 1 and 2");
  }

  @Test
  void recordWithBothFormats_isOfTheFirst() {
    List<@Nullable String> fields = new ArrayList<>();
    first("m", "x").forEach(item -> fields.add(item.toString()));
    assertThat(SessionRecord.parse(Replies.of(fields)).format()).isSameAs(RecordFormat.FIRST);
  }

  @Test
  void recordWithoutSecret_isNone() {
    assertThatThrownBy(() -> SessionRecord.parse(Replies.of("m", "2 4 100 60 5 900 - -")))
        .isInstanceOf(SessionFormatException.class)
        .hasMessage("The record has no field h");
  }

  private static Response first(String... more) {
    List<@Nullable String> fields =
        new ArrayList<>(
            List.of("h", "x", "f", "1", "v", "4", "c", "100", "a", "105", "i", "60", "x", "900"));
    fields.addAll(List.of(more));
    return Replies.of(fields);
  }
}
