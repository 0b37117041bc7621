package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redsessions.SessionFormatException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which fields of a record are read, and which are left alone. */
class StoredFieldsTest {

  @Test
  void fieldsOfOthers_areLeftAlone() {
    StoredFields fields =
        StoredFields.of(
            Replies.of(
                "a", "1", "z", "2", "A", "3", "{", "4", "d", "5", "d.", "6", "e.x", "7", "odd"));
    assertThat(fields.number('a')).isEqualTo(1);
    assertThat(fields.number('z')).isEqualTo(2);
    assertThat(fields.text('d')).isEqualTo("5");
    assertThat(fields.attributes()).isEqualTo(Map.of("", "6"));
    assertThat(fields.text('b')).isNull();
    assertThat(fields.textOrEmpty('b')).isEmpty();
    assertThat(fields.textOrEmpty('a')).isEqualTo("1");
    assertThatThrownBy(() -> fields.number('b'))
        .isInstanceOf(SessionFormatException.class)
        .hasMessage("The record has no field b");
    assertThatThrownBy(() -> StoredFields.of(Replies.of("a", "1 2")).number('a'))
        .isInstanceOf(SessionFormatException.class)
        .hasMessage("The field a of the record is not a number");
  }
}
