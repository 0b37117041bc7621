package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redsessions.SessionFormatException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is put comes back as what it was, of the same type and whatever is in it. Row S6. */
class AttributePropertyTest {

  private static final AttributeValues TYPES = AttributeValues.of(List.of(), List.of(), null);
  private static final String NAME = "cart";

  @Property
  void text_withAnyCharactersAndHalvesOfPairs(@ForAll("texts") String text) {
    comesBack(text);
  }

  @Property
  void longNumber(@ForAll long number) {
    comesBack(number);
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void smallerNumbers(
      @ForAll int integer, @ForAll short small, @ForAll byte smaller, @ForAll boolean flag) {
    comesBack(integer);
    comesBack(small);
    comesBack(smaller);
    comesBack(flag);
  }

  @Property
  void doubleOfAnyBits(@ForAll long bits) {
    double number = Double.longBitsToDouble(bits);
    // There are many that are not a number, and Java takes them for the same.
    comesBack(number);
    assertThat(1 / (double) read(0.0)).isEqualTo(1 / 0.0);
    assertThat(1 / (double) read(-0.0)).isEqualTo(1 / -0.0);
  }

  @Property
  void floatOfAnyBits(@ForAll int bits) {
    comesBack(Float.intBitsToFloat(bits));
  }

  @Property
  void specialNumbers(@ForAll("specials") Object number) {
    comesBack(number);
  }

  @Property
  void anyCharacter(@ForAll("chars") char c) {
    comesBack(c);
  }

  @Property
  void decimal(@ForAll("decimals") BigDecimal decimal) {
    // With its scale: 1.0 is not 1.00.
    comesBack(decimal);
  }

  @Property
  void instant(@ForAll("instants") Instant instant) {
    comesBack(instant);
  }

  @Property
  void uuid(@ForAll long most, @ForAll long least) {
    comesBack(new UUID(most, least));
  }

  @Property
  void bytes(@ForAll byte[] bytes) {
    assertThat((byte[]) read(bytes)).isEqualTo(bytes);
    assertThat(read(Buffer.buffer(bytes)))
        .isInstanceOf(Buffer.class)
        .isEqualTo(Buffer.buffer(bytes));
  }

  @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
  void jsonTree(@ForAll("trees") Object tree) {
    JsonObject object = new JsonObject().put("tree", tree);
    assertThat(read(object)).isInstanceOf(JsonObject.class).isEqualTo(object);
    JsonArray array = new JsonArray().add(tree);
    assertThat(read(array)).isInstanceOf(JsonArray.class).isEqualTo(array);
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void jsonTree_isNeverTakenForTheTextOfAnother(
      @ForAll("trees") Object one, @ForAll("trees") Object other) {
    JsonArray of = new JsonArray().add(one);
    String ofOne = TYPES.encode(NAME, of);
    String ofOther = TYPES.encode(NAME, new JsonArray().add(other));
    if (AttributeValues.isTextOf(of, ofOther)) {
      assertThat(ofOther).isEqualTo(ofOne);
    }
    // One character more or less anywhere.
    for (int i = 0; i < ofOne.length(); i++) {
      String rest = ofOne.substring(i);
      assertThat(AttributeValues.isTextOf(of, ofOne.substring(0, i) + rest.substring(1))).isFalse();
      assertThat(AttributeValues.isTextOf(of, ofOne.substring(0, i) + ' ' + rest)).isFalse();
    }
  }

  @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
  void user(@ForAll("texts") String name, @ForAll("trees") Object attribute) {
    User user =
        User.create(new JsonObject().put("sub", name), new JsonObject().put("x", attribute));
    if (!isReadByJackson(user.attributes())) {
      assertThatThrownBy(() -> read(user)).isInstanceOf(IllegalArgumentException.class);
      return;
    }
    User read = (User) read(user);
    assertThat(read.principal()).isEqualTo(user.principal());
    assertThat(read.attributes()).isEqualTo(user.attributes());
    assertThat(read.subject()).isEqualTo(name);
  }

  /** Of some versions, not with half a character in a field's name. */
  private static boolean isReadByJackson(JsonObject json) {
    try {
      return new JsonObject(json.toBuffer()).equals(json);
    } catch (DecodeException e) {
      return false;
    }
  }

  @Property
  void s6_textThatIsNone_isATypedFailure(@ForAll("texts") String text) {
    try {
      assertThat(decode(text)).isNotNull();
    } catch (SessionFormatException e) {
      assertThat(e).hasNoCause();
    }
    assertThatThrownBy(() -> decode("~" + text.replace(":", "") + "!:x"))
        .isInstanceOf(SessionFormatException.class);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(60),
        Arbitraries.strings().withCharRange('\ud7f0', '\ue010').ofMaxLength(12),
        Arbitraries.strings().withChars("\"\\/~:\u0000\b\n\u2028{}[]").ofMaxLength(12));
  }

  @Provide
  Arbitrary<Character> chars() {
    return Arbitraries.oneOf(
        Arbitraries.chars(),
        Arbitraries.chars().range('\ud7f0', '\ue010'),
        Arbitraries.of('~', ':'));
  }

  @Provide
  Arbitrary<Object> specials() {
    return Arbitraries.of(
        -0.0,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.MIN_VALUE,
        Double.MAX_VALUE,
        -0.0f,
        Float.NaN,
        Float.NEGATIVE_INFINITY,
        Float.MIN_VALUE,
        Long.MIN_VALUE,
        Integer.MIN_VALUE,
        Short.MIN_VALUE,
        Byte.MIN_VALUE);
  }

  @Provide
  Arbitrary<BigDecimal> decimals() {
    Arbitrary<BigInteger> digits =
        Arbitraries.bigIntegers().between(BigInteger.TEN.pow(60).negate(), BigInteger.TEN.pow(60));
    return Combinators.combine(digits, Arbitraries.integers().between(-400, 400))
        .as(BigDecimal::new);
  }

  @Provide
  Arbitrary<Instant> instants() {
    Arbitrary<Long> seconds =
        Arbitraries.longs().between(Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond());
    return Combinators.combine(seconds, Arbitraries.integers().between(0, 999_999_999))
        .as(Instant::ofEpochSecond);
  }

  @Provide
  Arbitrary<Object> trees() {
    Arbitrary<Object> leaf =
        Arbitraries.oneOf(
            texts().map(text -> (Object) text),
            Arbitraries.integers().map(number -> (Object) number),
            // What fits into an Integer comes back as one, as JSON goes.
            Arbitraries.longs().greaterOrEqual(1L << 31).map(number -> (Object) number),
            Arbitraries.doubles().map(number -> (Object) number),
            Arbitraries.of(true, false));
    Arbitrary<Object> tree = leaf;
    // Of a bounded depth: one that may be any now and then is larger than the memory.
    for (int depth = 0; depth < 3; depth++) {
      Arbitrary<Object> branch = tree;
      tree =
          Arbitraries.oneOf(
              leaf,
              branch.list().ofMaxSize(3).map(JsonArray::new),
              Arbitraries.maps(texts(), branch).ofMaxSize(3).map(AttributePropertyTest::object));
    }
    return tree;
  }

  private static Object object(Map<String, Object> fields) {
    return new JsonObject(fields);
  }

  private static void comesBack(Object value) {
    assertThat(read(value)).isExactlyInstanceOf(value.getClass()).isEqualTo(value);
  }

  private static Object read(Object value) {
    String text = encode(value);
    // Redis holds bytes.
    assertThat(SurrogateEscapes.isWellFormed(text)).isTrue();
    return decode(text);
  }

  private static String encode(Object value) {
    return TYPES.encode(NAME, value);
  }

  private static Object decode(String text) {
    return TYPES.decode(NAME, text);
  }
}
