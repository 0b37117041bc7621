package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redsessions.AttributeCodec;
import io.github.redsessions.SessionFormatException;
import io.github.redsessions.store.SampleTypes.Color;
import io.github.redsessions.store.SampleTypes.ZoneCodec;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.auth.User;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What codecs of an application may be and do, and what is said of those that may not. */
class AttributeCodecTest {

  private static final String SECRET = "4711 is nobody's business";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "long",
        "short",
        "byte",
        "float",
        "double",
        "char",
        "buffer",
        "bytes",
        "instant",
        "uuid",
        "decimal",
        "user",
        "authuser",
        "type",
        "own",
        "sealed"
      })
  void builtInTag_isRefused(String tag) {
    assertRefused(List.of(codec(tag, Locale.class)), "tag " + tag, "built in");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "A", "a b", "a:b", "~", "é", "a_b", "123456789012345678901234567890123"})
  void tagOutOfBounds_isRefused(String tag) {
    assertRefused(List.of(codec(tag, Locale.class)), "tag " + tag, "1 to 32 of a to z, 0 to 9");
  }

  @Test
  void codecsThatAreInEachOthersWay_areRefused() {
    assertRefused(List.of(codec(null, Locale.class)), "tag null");
    assertRefused(List.of(codec("a", null)), "type null");
    assertRefused(
        List.of(codec("a", Locale.class), codec("a", Thread.class)), "tag a", "another codec");
    assertRefused(
        List.of(codec("a", Locale.class), codec("b", Locale.class)),
        "type java.util.Locale",
        "another codec");
    for (Class<?> builtIn :
        List.of(String.class, int.class, byte[].class, Buffer.class, User.class)) {
      assertRefused(List.of(codec("a", builtIn)), "type " + builtIn.getName());
    }
    assertThatThrownBy(() -> SampleTypes.values(codec("color", Color.class)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("session.types")
        .hasMessageContaining(Color.class.getName());
  }

  @Test
  void abstractType_isThatOfAllItsValues_andAClassIsItsOwnOnly() {
    AttributeValues values =
        AttributeValues.of(
            List.of(), List.of(new ZoneCodec(), codec("own", "z", ZoneOffset.class)), null);
    assertThat(values.encode("a", ZoneId.of("Europe/Paris"))).isEqualTo("~zone:Europe/Paris");
    assertThat(values.encode("a", ZoneOffset.UTC)).isEqualTo("~z:own");

    AttributeValues ofClass =
        AttributeValues.of(List.of(), List.of(codec("e", Exception.class)), null);
    assertThat(ofClass.encode("a", new Exception())).isEqualTo("~e:");
    assertThatThrownBy(() -> ofClass.encode("a", new RuntimeException()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.lang.RuntimeException");
  }

  @Test
  void codecOfAComponent_writesAndReadsIt() {
    AttributeValues values =
        AttributeValues.of(List.of(Meeting.class.getName()), List.of(new ZoneCodec()), null);
    Meeting meeting = new Meeting(ZoneId.of("Europe/Paris"));
    String text = values.encode("a", meeting);

    assertThat(text).endsWith("Meeting:{\"zone\":\"Europe/Paris\"}");
    assertThat(values.decode("a", text)).isEqualTo(meeting);
    assertThat(values.isMutable(meeting)).isFalse();
    assertThatThrownBy(() -> values.decode("a", text.replace("\"Europe/Paris\"", "1")))
        .isInstanceOf(SessionFormatException.class);
  }

  @Test
  void whatACodecWritesWrongly_isSaidWithoutTheValue() {
    assertUnwritable(value -> null, "found null");
    assertUnwritable(value -> SECRET + "\uD83D", "half of a surrogate pair");
    assertUnwritable(AttributeCodecTest::thrown, "threw a java.lang.IllegalStateException");
    assertUnwritable(AttributeCodecTest::endless, "threw a java.lang.StackOverflowError");
  }

  @Test
  void whatACodecReadsWrongly_isSaidWithoutTheText() {
    assertUnreadable(text -> null, "found null");
    assertUnreadable(text -> "another type", "found a java.lang.String");
    assertUnreadable(AttributeCodecTest::thrown, "threw a java.lang.IllegalStateException");
    assertUnreadable(AttributeCodecTest::endless, "threw a java.lang.StackOverflowError");
  }

  @Test
  void errorOfACodec_tellsWhereItHappened() {
    AttributeValues values =
        AttributeValues.of(
            List.of(),
            List.of(new Lambda("x", Locale.class, AttributeCodecTest::thrown, null)),
            null);
    assertThatThrownBy(() -> values.encode("a", Locale.UK))
        .satisfies(e -> assertThat(e.getStackTrace()[0].getMethodName()).isEqualTo("thrown"));
  }

  private static void assertRefused(List<AttributeCodec<?>> codecs, String... parts) {
    assertThatThrownBy(() -> AttributeValues.of(List.of(), codecs, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(Lambda.class.getName())
        .hasMessageContainingAll(parts);
  }

  private static void assertUnwritable(Function<Object, @Nullable String> encode, String said) {
    AttributeValues values =
        AttributeValues.of(List.of(), List.of(new Lambda("x", Thread.class, encode, null)), null);
    assertThatThrownBy(() -> values.encode("card", new Thread(SECRET)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("card", "codec x", said)
        .hasMessageNotContaining("4711")
        .hasNoCause();
  }

  private static void assertUnreadable(Function<String, @Nullable Object> decode, String said) {
    AttributeValues values =
        AttributeValues.of(List.of(), List.of(new Lambda("x", Thread.class, null, decode)), null);
    assertThatThrownBy(() -> values.decode("card", "~x:" + SECRET))
        .isInstanceOf(SessionFormatException.class)
        .hasMessageContainingAll("card", "codec x", said)
        .hasMessageNotContaining("4711")
        .hasNoCause();
  }

  private static String thrown(Object value) {
    throw new IllegalStateException("Refused: " + value);
  }

  private static String endless(Object value) {
    return value == null ? "" : endless(value) + value;
  }

  private static AttributeCodec<?> codec(@Nullable String tag, @Nullable Class<?> type) {
    return new Lambda(tag, type, value -> "", text -> text);
  }

  private static AttributeCodec<?> codec(String text, String tag, Class<?> type) {
    return new Lambda(tag, type, value -> text, read -> read);
  }

  record Meeting(ZoneId zone) {}

  /** A codec without manners. */
  private record Lambda(
      @Nullable String tag,
      @Nullable Class<?> ofType,
      @Nullable Function<Object, @Nullable String> encode,
      @Nullable Function<String, @Nullable Object> decode)
      implements AttributeCodec<Object> {

    @Override
    @SuppressWarnings("unchecked")
    public Class<Object> type() {
      return (Class<Object>) ofType;
    }

    @Override
    public String encode(Object value) {
      return encode.apply(value);
    }

    @Override
    public Object decode(String text) {
      return decode.apply(text);
    }
  }
}
