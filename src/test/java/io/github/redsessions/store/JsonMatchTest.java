package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a request reads and leaves as it is costs no second writing. */
class JsonMatchTest {

  private static JsonObject cart() {
    return new JsonObject()
        .put("items", new JsonArray().add("a-1").add("b-2").addNull())
        .put("total", 42)
        .put("cents", 4_200_000_000L)
        .put("gift", true)
        .put("note", "für Ada")
        .put("address", new JsonObject().put("city", "Zürich"));
  }

  private static boolean isTextOf(Object value) {
    return JsonMatch.isTextOf(value, JsonText.encode(value));
  }

  @Test
  void whatSessionsMostlyHold_isRecognised() {
    assertThat(isTextOf(cart())).isTrue();
    assertThat(isTextOf(new JsonObject())).isTrue();
    assertThat(isTextOf(new JsonArray())).isTrue();
    assertThat(isTextOf(JsonText.decode(JsonText.encode(cart())))).isTrue();
    assertThat(isTextOf(new JsonObject(Map.of("list", List.of(Map.of("a", 1)))))).isTrue();
  }

  @Test
  void everyChange_isSeen() {
    String text = JsonText.encode(cart());

    for (String name : cart().fieldNames()) {
      JsonObject less = cart();
      less.remove(name);
      assertThat(JsonMatch.isTextOf(less, text)).as("without " + name).isFalse();
      assertThat(JsonMatch.isTextOf(cart().put(name, 7), text)).as("another " + name).isFalse();
    }
    JsonObject more = cart();
    more.getJsonArray("items").add("c");
    assertThat(JsonMatch.isTextOf(more, text)).isFalse();
    more = cart();
    more.getJsonObject("address").put("street", "");
    assertThat(JsonMatch.isTextOf(more, text)).isFalse();
    assertThat(JsonMatch.isTextOf(cart(), text + " ")).isFalse();
    assertThat(JsonMatch.isTextOf(cart(), text.substring(0, text.length() - 1))).isFalse();
  }

  @Test
  void aNumberThatGoesOn_isAnother() {
    assertThat(JsonMatch.isTextOf(new JsonArray().add(1), "[12]")).isFalse();
    assertThat(JsonMatch.isTextOf(new JsonArray().add(1), "[1.0]")).isFalse();
    assertThat(JsonMatch.isTextOf(new JsonArray().add(1), "[1e3]")).isFalse();
  }

  @Test
  void aStringThatWouldBeEscaped_isLeftToTheWriter() {
    assertThat(JsonMatch.isTextOf(new JsonArray().add("\",\""), "[\"\",\"\"]")).isFalse();
    assertThat(JsonMatch.isTextOf(new JsonArray().add("\\n"), "[\"\\n\"]")).isFalse();
    assertThat(JsonMatch.isTextOf(new JsonArray().add("\ud800"), "[\"\ud800\"]")).isFalse();
  }

  @Test
  void whatContainsItself_ends() {
    List<Object> list = new ArrayList<>();
    list.add(list);

    assertThat(JsonMatch.isTextOf(new JsonArray(list), "[[[]]]")).isFalse();
  }

  @Test
  void anotherValueOfTheSameLength_isAnother() {
    JsonArray array = new JsonArray().add("ab").add(1).addNull().add(true);
    assertThat(JsonMatch.isTextOf(array, "[\"ab\",1,null,true]")).isTrue();
    assertThat(JsonMatch.isTextOf(array, "[\"ac\",1,null,true]")).isFalse();
    assertThat(JsonMatch.isTextOf(array, "[\"ab\",2,null,true]")).isFalse();
    assertThat(JsonMatch.isTextOf(array, "[\"ab\",1,1234,true]")).isFalse();
    assertThat(JsonMatch.isTextOf(array, "[\"ab\",1,null,1234]")).isFalse();
  }

  @Test
  void closingOfAnotherKind_isAnother() {
    for (Object object : List.of(new JsonObject().put("a", 1), Map.of("a", 1))) {
      assertThat(JsonMatch.isTextOf(object, "{\"a\":1)")).isFalse();
      assertThat(JsonMatch.isTextOf(List.of(object), "[{\"a\":1)]")).isFalse();
    }
    for (Object array : List.of(new JsonArray().add(1), List.of(1))) {
      assertThat(JsonMatch.isTextOf(array, "[1)")).isFalse();
      assertThat(JsonMatch.isTextOf(List.of(array), "[[1)]")).isFalse();
    }
  }

  @Test
  void whatOnlyTheWriterKnows_isLeftToIt() {
    assertThat(JsonMatch.isTextOf(new JsonArray().add(1.5), "[1.5]")).isFalse();
    assertThat(JsonMatch.isTextOf(new JsonArray().add(1.5), "[]")).isFalse();
  }
}
