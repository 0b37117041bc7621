package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redsessions.SessionFormatException;
import io.github.redsessions.store.SampleTypes.Basket;
import io.github.redsessions.store.SampleTypes.Color;
import io.github.redsessions.store.SampleTypes.Everything;
import io.github.redsessions.store.SampleTypes.Money;
import io.github.redsessions.store.SampleTypes.Tree;
import io.github.redsessions.store.SampleTypes.ZoneCodec;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.CharBuffer;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What attributes look like as text, and what is read from any text. Row S6. */
class AttributeValuesTest {

  private static final String TYPE = "~type:" + SampleTypes.class.getName() + "$";

  private final AttributeValues values = SampleTypes.values(new ZoneCodec());

  static List<Object> all() {
    return SampleTypes.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyType_comesBackAsItWas(Object value) {
    Object read = values.decode("a", values.encode("a", value));

    assertThat(read).isEqualTo(value);
    assertThat(values.encode("a", read)).isEqualTo(values.encode("a", value));
  }

  @Test
  void textForms_areReadableByAPerson() {
    assertThat(values.encode("a", Color.GREEN)).isEqualTo(TYPE + "Color:GREEN");
    assertThat(values.encode("a", new Money(new BigDecimal("9.90"), "EUR")))
        .isEqualTo(TYPE + "Money:{\"amount\":\"9.90\",\"currency\":\"EUR\"}");
    assertThat(values.encode("a", new Money(BigDecimal.ONE, null)))
        .isEqualTo(TYPE + "Money:{\"amount\":\"1\"}");
    assertThat(values.encode("a", new Basket("a", "b")))
        .isEqualTo(TYPE + "Basket:AAAAAWEAAAABYg==");
    assertThat(values.encode("a", ZoneId.of("Europe/Paris"))).isEqualTo("~zone:Europe/Paris");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Nothing:RED",
        "Color",
        "Color:",
        "Color:BLUE",
        "Color:not the name",
        "Money:",
        "Money:[]",
        "Money:{",
        "Money:{\"amount\":1}",
        "Money:{\"amount\":\"1\"}x",
        "Money:{\"amount\":\"1e2000000000\"}",
        "Basket:*",
        "Basket:f////w==",
        "Basket:AAAA"
      })
  void s6_textOfAListedTypeThatIsNone_isATypedErrorWithoutTheText(String text) {
    assertThatThrownBy(() -> values.decode("cart", TYPE + text))
        .isInstanceOf(SessionFormatException.class)
        .hasMessageContaining("cart")
        .hasMessageNotContaining("BLUE")
        .hasMessageNotContaining("Nothing")
        .hasNoCause();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "x",
        "1 2",
        "\"open",
        "~",
        "~:",
        "~x",
        "~x:1",
        "~long:1.5",
        "~short:32768",
        "~byte:128",
        "~char:65536",
        "~char:-1",
        "~decimal:1e1001",
        "~decimal:1e-1001",
        "~instant:now",
        "~uuid:1",
        "~bytes:*",
        "~user:[]",
        "~authuser:1",
        "~type",
        "~type:",
        "~own:x"
      })
  void s6_textThatNoTypeWrites_isATypedError(String text) {
    assertThatThrownBy(() -> values.decode("cart", text))
        .isInstanceOf(SessionFormatException.class)
        .hasMessageContaining("cart")
        .hasNoCause();
  }

  @Test
  void s6_cve20209484_cve202524813_aClassThatIsNotListed_isNotEvenLookedFor() {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    List<String> asked = new ArrayList<>();
    Thread.currentThread()
        .setContextClassLoader(
            new ClassLoader(before) {
              @Override
              public Class<?> loadClass(String name) throws ClassNotFoundException {
                asked.add(name);
                return super.loadClass(name);
              }
            });
    try {
      AttributeValues onlyColor = SampleTypes.values(Color.class);
      for (String name :
          List.of(Money.class.getName(), Bait.class.getName(), "java.lang.Runtime")) {
        for (String text :
            List.of(
                "~type:" + name + ":{}",
                "~" + name + ":x",
                "~user:{\"principal\":{},\"class\":\"" + name + "\"}",
                "{\"@class\":\"" + name + "\"}",
                "[\"" + name + "\",{}]")) {
          readOrRefused(onlyColor, text);
        }
      }
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
    assertThat(asked).noneMatch(name -> name.contains("Money") || name.contains("Bait"));
    assertThat(BaitFlag.loaded).isFalse();
  }

  @Test
  void typesThatNobodyAllows_areRefused_alsoWhereTheirSuperclassIsAllowed() {
    for (Object value : List.of(new Object(), Thread.State.NEW, Map.of(), new int[0])) {
      assertThatThrownBy(() -> values.encode("wrong", value))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("wrong")
          .hasMessageContaining("session.types")
          .hasMessageContaining("AttributeCodec");
    }
    // Another loader's class of the same name is another class.
    assertThatThrownBy(() -> SampleTypes.values(Color.class).encode("wrong", Thread.State.NEW))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void recordOfAnotherVersion_missingIsNull_unknownIsIgnored_missingPrimitiveIsAnError() {
    assertThat(values.decode("a", TYPE + "Money:{}")).isEqualTo(new Money(null, null));
    assertThat(
            values.decode(
                "a", TYPE + "Money:{\"later\":{\"x\":[1]},\"currency\":null,\"amount\":\"1\"}"))
        .isEqualTo(new Money(BigDecimal.ONE, null));
    assertThatThrownBy(() -> values.decode("all", TYPE + "Everything:{}"))
        .isInstanceOf(SessionFormatException.class)
        .hasMessageContaining("all")
        .hasMessageContaining("flag")
        .hasMessageContaining(Everything.class.getName());
  }

  @ParameterizedTest
  @CsvSource({
    "number,1.5",
    "number,3000000000",
    "number,\"1\"",
    "tiny,128",
    "c,\"ab\"",
    "flag,0",
    "list,{}"
  })
  void componentOfAnotherType_isATypedError(String component, String json) {
    String good = values.encode("a", SampleTypes.everything());
    JsonObject object = new JsonObject(good.substring(good.indexOf('{')));
    object.put(component, new JsonArray("[" + json + "]").getValue(0));

    assertThatThrownBy(() -> values.decode("all", TYPE + "Everything:" + object.encode()))
        .isInstanceOf(SessionFormatException.class)
        .hasMessageContaining("all");
  }

  @Test
  void recordWhoseConstructorRefuses_isATypedErrorWithoutWhatItSays() {
    AttributeValues own = SampleTypes.values(Percent.class);
    String text = own.encode("a", new Percent(50)).replace("50", "777");

    assertThatThrownBy(() -> own.decode("a", text))
        .isInstanceOf(SessionFormatException.class)
        .hasMessageContaining("constructor")
        .hasMessageNotContaining("777")
        .hasNoCause();
  }

  @Test
  void whatCanChangeInPlace_isComparedByItsText_andNothingElse() {
    for (Object value : List.of(SampleTypes.everything(), new Basket(), new Tree("", null, null))) {
      assertThat(values.isMutable(value)).as(value.toString()).isTrue();
    }
    for (Object value : List.of(Color.GREEN, new Money(null, null), ZoneOffset.UTC, "x", 1)) {
      assertThat(values.isMutable(value)).as(value.toString()).isFalse();
    }
    assertThat(SampleTypes.values(Photo.class).isMutable(new Photo(Buffer.buffer("x")))).isTrue();
    assertThat(SampleTypes.values(Names.class).isMutable(new Names(List.of()))).isTrue();
    AttributeValues painted = SampleTypes.values(Painted.class, Color.class);
    assertThat(painted.isMutable(new Painted(Color.GREEN))).isFalse();
    AttributeValues chain = SampleTypes.values(Chain.class);
    assertThat(chain.isMutable(new Chain(null))).isFalse();
    assertThat(chain.decode("a", chain.encode("a", new Chain(new Chain(null)))))
        .isEqualTo(new Chain(new Chain(null)));
  }

  @Test
  void whatANewerVersionWrote_isComparedByWhatThisOneKnows() {
    String newer = TYPE + "Tree:{\"later\":1,\"name\":\"x\"}";
    assertThat(values.comparable("a", values.decode("a", newer), newer))
        .isEqualTo(TYPE + "Tree:{\"name\":\"x\"}");
    String json = "{ \"a\":1}";
    assertThat(values.comparable("a", values.decode("a", json), json)).isSameAs(json);
  }

  @Test
  void valuesThatNobodyCouldRead_areRefusedWhenTheyAreWritten() {
    Tree deep = new Tree("leaf", null, null);
    for (int i = 0; i < 64; i++) {
      deep = new Tree("node", null, deep);
    }
    assertThat(values.decode("a", values.encode("a", deep))).isEqualTo(deep);
    List<Tree> itself = new ArrayList<>();
    itself.add(new Tree("round", itself, null));
    Map<Object, Object> wrongKey = new HashMap<>();
    wrongKey.put(1, "x");
    for (Object value :
        List.of(
            new Tree("one more", null, deep),
            itself.get(0),
            new BigDecimal("1e1001"),
            new BigDecimal("1e-1001"),
            new BigDecimal("1".repeat(1001)),
            new Money(new BigDecimal("1e1000000000"), null),
            new JsonObject().put("n", new BigDecimal("1e1000000000")),
            new JsonObject().put("n", BigInteger.TEN.pow(1001)),
            new JsonObject().put("text", CharBuffer.wrap("not a String")),
            new JsonObject().put("in", wrongKey))) {
      assertThatThrownBy(() -> values.encode("wrong", value))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("wrong");
    }
    for (Object value :
        List.of(
            new BigDecimal("1e1000"),
            new BigDecimal("-1e-1000"),
            new BigDecimal("-" + "1".repeat(1000)),
            new BigDecimal("-0." + "1".repeat(1000)),
            new JsonObject().put("n", BigInteger.TEN.pow(999).negate()))) {
      assertThat(values.decode("a", values.encode("a", value))).isEqualTo(value);
    }
  }

  private static void readOrRefused(AttributeValues values, String text) {
    try {
      assertThat(values.decode("a", text).getClass().getName()).startsWith("io.vertx.");
    } catch (SessionFormatException e) {
      assertThat(e).hasMessageContaining("The attribute a ");
    }
  }

  record Percent(int value) {
    Percent {
      if (value > 100) {
        throw new IllegalArgumentException("Too much: " + value);
      }
    }
  }

  record Chain(Chain next) {}

  record Painted(Color color) {}

  record Photo(Buffer bytes) {}

  record Names(List<String> names) {}

  /** Says so when it is initialized. */
  record Bait() {
    static {
      BaitFlag.loaded = true;
    }
  }

  private static final class BaitFlag {
    static volatile boolean loaded;

    private BaitFlag() {}
  }
}
