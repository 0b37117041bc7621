package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.redsessions.SessionFormatException;
import io.github.redsessions.store.SampleTypes.ZoneCodec;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever stands in Redis, reading it gives a value or a typed error, and costs no more than a
 * small multiple of its length. Row S6, CVE-2020-9484, CVE-2025-24813.
 */
class HostileTextTest {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int LONG = 300_000;

  /** What a good text of one character may need, and what an error needs for its stack trace. */
  private static final long FIXED_BYTES = 100_000;

  private static final long BYTES_PER_CHARACTER = 100;

  private final AttributeValues values = SampleTypes.values(new ZoneCodec());

  @Test
  void s6_changedTexts_areValuesOrTypedErrors_andWhatIsReadCanBeWrittenAgain() {
    Random random = new Random(4711);
    List<String> good = SampleTypes.all().stream().map(value -> values.encode("a", value)).toList();
    int read = 0;
    for (int i = 0; i < 50_000; i++) {
      StringBuilder text = new StringBuilder(good.get(random.nextInt(good.size())));
      for (int changes = random.nextInt(4); changes >= 0; changes--) {
        change(text, good, random);
      }
      Object value = decodedOrNull(text.toString());
      if (value != null) {
        read++;
        assertIsWritable(value, text.toString());
      }
    }
    assertThat(read).as("texts that could still be read").isBetween(1_000, 49_000);
  }

  @Test
  void s6_textsOfPieces_areValuesOrTypedErrors() {
    Random random = new Random(815);
    List<String> pieces = new ArrayList<>(BuiltInTypes.tags().stream().map(t -> "~" + t).toList());
    pieces.addAll(
        List.of("~type:", "~own:", "~zone:", "~", ":", "{", "}", "[", "]", "\"", ",", "-"));
    pieces.addAll(
        List.of("0", "1e", "999999999999", "NaN", "null", "true", "\\u", "\uD83D", "\u0000"));
    pieces.addAll(List.of("principal", "attributes", "AAAA", "=", "/*", "*/", "T00:00Z", " ", "."));
    SampleTypes.LISTED.forEach(type -> pieces.add(type.getName()));
    int read = 0;
    for (int i = 0; i < 50_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(8); n >= 0; n--) {
        text.append(pieces.get(random.nextInt(pieces.size())));
      }
      Object value = decodedOrNull(text.toString());
      if (value != null) {
        read++;
        assertIsWritable(value, text.toString());
      }
    }
    assertThat(read).as("texts that could be read").isBetween(100, 49_000);
  }

  static Stream<String> extremes() {
    String money = "~type:" + SampleTypes.Money.class.getName() + ":";
    String tree = "~type:" + SampleTypes.Tree.class.getName() + ":";
    return Stream.of(
        "[".repeat(LONG),
        "[".repeat(1_000) + "]".repeat(1_000),
        "{\"\":".repeat(LONG / 4),
        "[" + "{},".repeat(LONG / 3) + "{}]",
        "[" + "[],".repeat(LONG / 3) + "[]]",
        "[" + "{\"\":{\"\":0,\"a\":0,\"b\":0}},".repeat(LONG / 25) + "0]",
        "9".repeat(LONG),
        "[" + "9".repeat(LONG) + "]",
        "0." + "9".repeat(LONG),
        "1e" + "9".repeat(LONG),
        "\"" + "\\u0041".repeat(LONG / 6) + "\"",
        "\"" + "x".repeat(LONG),
        " ".repeat(LONG) + "1",
        "/*" + "x".repeat(LONG),
        "~".repeat(LONG),
        "~long:" + "0".repeat(LONG) + "1",
        "~long:" + "9".repeat(LONG),
        "~double:" + "9".repeat(LONG),
        "~double:1e" + "9".repeat(LONG),
        "~float:0." + "0".repeat(LONG) + "1",
        "~char:99999",
        "~decimal:" + "9".repeat(LONG),
        "~decimal:1e1000000000",
        "~decimal:1e-2147483647",
        "~buffer:" + "AAAA".repeat(LONG / 4),
        "~bytes:" + "AAAA".repeat(LONG / 4),
        "~instant:" + "2026-01-02T03:04:05Z".repeat(LONG / 20),
        "~instant:+1000000000-12-31T23:59:59Z",
        "~uuid:" + "1-".repeat(LONG / 2),
        "~user:{\"principal\":" + "[".repeat(LONG),
        "~user:{\"principal\":{\"a\":" + "[".repeat(900) + "]".repeat(900) + "}}",
        "~authuser:{\"attributes\":" + "{\"a\":".repeat(LONG / 5),
        money + "{\"amount\":\"" + "9".repeat(LONG) + "\"}",
        money + "{\"amount\":\"1e1000000000\"}",
        tree + "{\"name\":\"x\",\"next\":".repeat(LONG / 20),
        tree + "{\"children\":[" + "{},".repeat(LONG / 3) + "{}]}",
        "~type:" + "x".repeat(LONG) + ":",
        "~type:" + SampleTypes.Basket.class.getName() + ":f////w==",
        "~zone:" + "x".repeat(LONG));
  }

  @ParameterizedTest
  @MethodSource("extremes")
  void s6_extremeText_allocatesNoMoreThanASmallMultipleOfItsLength(String text) {
    decodedOrNull(text);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    Object value = decodedOrNull(text);
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;

    assertThat(allocated).isLessThan(FIXED_BYTES + BYTES_PER_CHARACTER * text.length());
    if (value instanceof BigDecimal decimal) {
      assertThat(Math.abs(decimal.scale())).isLessThanOrEqualTo(1_000);
      assertThat(decimal.precision()).isLessThanOrEqualTo(1_000);
    } else if (value instanceof BigInteger integer) {
      assertThat(integer.bitLength()).isLessThan(3_400);
    }
  }

  private @Nullable Object decodedOrNull(String text) {
    try {
      return values.decode("name", text);
    } catch (SessionFormatException e) {
      assertThat(e).hasMessageContaining("The attribute name ").hasNoCause();
      return null;
    }
  }

  private void assertIsWritable(Object value, String text) {
    String written;
    try {
      written = values.encode("name", value);
    } catch (IllegalArgumentException e) {
      // A number that no type of Java but BigInteger takes, or an endless one inside of JSON.
      assertThat(text).containsPattern("[0-9]");
      return;
    }
    Object again = values.decode("name", written);
    assertThat(values.encode("name", again)).as(text).isEqualTo(written);
  }

  private static void change(StringBuilder text, List<String> good, Random random) {
    int at = random.nextInt(text.length() + 1);
    switch (random.nextInt(5)) {
      case 0 -> text.insert(at, (char) random.nextInt(128));
      case 1 -> text.insert(at, (char) random.nextInt(0x10000));
      case 2 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(3)));
      case 3 -> text.setLength(at);
      default -> {
        String other = good.get(random.nextInt(good.size()));
        text.replace(at, text.length(), other.substring(Math.min(at, other.length())));
      }
    }
  }
}
