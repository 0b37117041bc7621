package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What is inside of a value is refused where it is put. Row S7. */
class JsonCheckTest {

  private static final List<UnaryOperator<Object>> AROUND =
      List.of(
          inner -> new JsonArray().add(inner),
          inner -> new JsonObject().put("a", inner),
          List::of,
          inner -> Map.of("a", inner));

  private static Object nested(UnaryOperator<Object> around, int levels) {
    Object value = 1;
    for (int i = 0; i < levels; i++) {
      value = around.apply(value);
    }
    return value;
  }

  @Test
  void s7_depth_isCounted_inWhateverItIsNested() {
    for (UnaryOperator<Object> around : AROUND) {
      assertThatCode(() -> JsonCheck.check("deep", nested(around, JsonCheck.MAX_DEPTH), 0))
          .doesNotThrowAnyException();
      assertThatThrownBy(() -> JsonCheck.check("deep", nested(around, JsonCheck.MAX_DEPTH + 1), 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("The attribute deep is nested deeper than the allowed 64 levels");
    }
  }

  @Test
  void s7_whatJsonCannotHold_isRefused_inWhateverItIs() {
    for (UnaryOperator<Object> around : AROUND) {
      assertThatThrownBy(() -> JsonCheck.check("odd", around.apply(Thread.State.class), 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("odd contains a java.lang.Class;");
    }
    assertThatThrownBy(() -> JsonCheck.check("odd", Map.of(1, 2), 0))
        .hasMessageContaining("odd has a java.lang.Integer as a key");
    assertThatThrownBy(() -> JsonCheck.check("odd", Collections.singletonMap(null, 2), 0))
        .hasMessageContaining("odd has a null as a key");
  }

  @Test
  void s7_integers_haveTheirMostDigits() {
    BigInteger largest = BigInteger.ONE.shiftLeft(3_320).subtract(BigInteger.ONE);
    assertThatCode(() -> JsonCheck.check("big", List.of(largest), 0)).doesNotThrowAnyException();
    assertThatThrownBy(() -> JsonCheck.check("big", List.of(largest.add(BigInteger.ONE)), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more than the allowed 1000 digits");
  }
}
