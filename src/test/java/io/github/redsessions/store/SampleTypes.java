package io.github.redsessions.store;

import io.github.redsessions.AttributeCodec;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.ClusterSerializable;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Types of an application, with which the tests of attributes try everything. */
final class SampleTypes {

  private SampleTypes() {}

  /** All that may be listed. */
  static final List<Class<?>> LISTED =
      List.of(Color.class, Money.class, Everything.class, Tree.class, Basket.class);

  static AttributeValues values(AttributeCodec<?>... codecs) {
    return AttributeValues.of(LISTED.stream().map(Class::getName).toList(), List.of(codecs), null);
  }

  static AttributeValues values(Class<?>... types) {
    return AttributeValues.of(Stream.of(types).map(Class::getName).toList(), List.of(), null);
  }

  /** Values of all these types, and of the built-in ones. */
  static List<Object> all() {
    List<Object> all = new ArrayList<>();
    all.addAll(
        List.of(
            "text \"\\\n\u0000 é \uD83D\uDE00", "\uD83D half", true, 5, 5L, (short) 5, (byte) 5));
    all.addAll(List.of(0.1f, 1.5, -0.0, Double.NaN, 'x', '\uD800', new BigDecimal("1.10")));
    all.addAll(List.of(Instant.parse("2026-01-02T03:04:05.678901234Z"), UUID.randomUUID()));
    all.add(new JsonObject().put("a", new JsonArray().add(1).addNull().add("x")));
    all.add(new JsonArray().add(true).add(1.5));
    all.add(Buffer.buffer(new byte[] {0, -1, 10}));
    all.addAll(List.of(Color.RED, Color.GREEN, new Money(new BigDecimal("9.99"), "EUR")));
    all.addAll(List.of(everything(), nothing(), new Basket("a", "\u0000")));
    all.add(new Tree("root", List.of(new Tree("leaf", null, null)), new Tree("next", null, null)));
    return all;
  }

  static Everything everything() {
    return new Everything(
        true,
        Integer.MIN_VALUE,
        Long.MAX_VALUE,
        (short) -1,
        (byte) -1,
        Float.MIN_VALUE,
        Double.MAX_VALUE,
        '"',
        "x\uDE00\n",
        Boolean.FALSE,
        1,
        1L << 60,
        0.1f,
        Double.NEGATIVE_INFINITY,
        '\uD800',
        new BigDecimal("1E+900"),
        Instant.parse("2026-01-02T03:04:05.678901234Z"),
        new UUID(1, 2),
        new JsonObject().put("a", new JsonArray().add(1)),
        new JsonArray().add(new JsonObject()),
        Buffer.buffer(new byte[] {-1}),
        Color.GREEN,
        new Money(BigDecimal.ONE, null),
        new Basket("in", "a record"),
        Arrays.asList("a", null),
        Set.of(Color.RED),
        Map.of("k", List.of(new Money(BigDecimal.TEN, "USD"))));
  }

  static Everything nothing() {
    return new Everything(
        false, 0, 0, (short) 0, (byte) 0, Float.NaN, -0.0, '\u0000', null, null, null, null, null,
        null, null, null, null, null, null, null, null, null, null, null, null, null, null);
  }

  enum Color {
    RED,
    /** A constant with a body is of a class of its own. */
    GREEN {
      @Override
      boolean isLight() {
        return true;
      }
    };

    boolean isLight() {
      return false;
    }

    @Override
    public String toString() {
      return "not the name";
    }
  }

  record Money(BigDecimal amount, @Nullable String currency) {}

  record Tree(String name, @Nullable List<Tree> children, @Nullable Tree next) {}

  record Everything(
      boolean flag,
      int number,
      long big,
      short little,
      byte tiny,
      float f,
      double d,
      char c,
      @Nullable String text,
      @Nullable Boolean boxedFlag,
      @Nullable Integer boxed,
      @Nullable Long boxedBig,
      @Nullable Float boxedFloat,
      @Nullable Double boxedDouble,
      @Nullable Character boxedChar,
      @Nullable BigDecimal decimal,
      @Nullable Instant instant,
      @Nullable UUID uuid,
      @Nullable JsonObject object,
      @Nullable JsonArray array,
      @Nullable Buffer buffer,
      @Nullable Color color,
      @Nullable Money money,
      @Nullable Basket basket,
      @Nullable List<String> list,
      @Nullable Set<Color> set,
      @Nullable Map<String, List<Money>> map) {}

  /** What applications of Vert.x write by hand. */
  public static final class Basket implements ClusterSerializable {

    String first = "";
    String second = "";

    public Basket() {}

    Basket(String first, String second) {
      this.first = first;
      this.second = second;
    }

    @Override
    public void writeToBuffer(Buffer buffer) {
      for (String text : List.of(first, second)) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        buffer.appendInt(bytes.length).appendBytes(bytes);
      }
    }

    @Override
    public int readFromBuffer(int pos, Buffer buffer) {
      int end = pos + 4 + buffer.getInt(pos);
      first = buffer.getString(pos + 4, end);
      int last = end + 4 + buffer.getInt(end);
      second = buffer.getString(end + 4, last);
      return last;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Basket basket
          && basket.first.equals(first)
          && basket.second.equals(second);
    }

    @Override
    public int hashCode() {
      return Objects.hash(first, second);
    }
  }

  /** An abstract type, whose values are of classes that nobody names. */
  static final class ZoneCodec implements AttributeCodec<ZoneId> {

    @Override
    public String tag() {
      return "zone";
    }

    @Override
    public Class<ZoneId> type() {
      return ZoneId.class;
    }

    @Override
    public String encode(ZoneId zone) {
      return zone.getId();
    }

    @Override
    public ZoneId decode(String text) {
      return ZoneId.of(text);
    }

    @Override
    public boolean isMutable() {
      return false;
    }
  }
}
