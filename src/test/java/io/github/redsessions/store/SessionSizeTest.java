package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redsessions.AttributeCodec;
import io.github.redsessions.SessionTooLargeException;
import io.github.redsessions.config.SessionsConfig;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The put that would make a session too large fails where it is made. Row S7, CVE-2016-4423. */
class SessionSizeTest {

  private static final int MAX = 1_000;

  private final List<LargeSession> large = new ArrayList<>();
  private final Counted counted = new Counted();
  private final RedisSession session = session();

  @Test
  void s7_cve20164423_putThatCrosses_isRefusedInTheCallersStack_andTheOldValueStays() {
    session.put("cart", "x".repeat(600)).put("name", "alice");

    assertThatThrownBy(() -> session.put("name", "y".repeat(500)))
        .isInstanceOf(SessionTooLargeException.class)
        .hasMessage(
            "The session would have 1112 bytes; session.maxBytes allows 1000."
                + " The largest attribute is cart with 606 bytes")
        .satisfies(e -> assertThat(((SessionTooLargeException) e).largest()).isEqualTo("cart"))
        .satisfies(
            e ->
                assertThat(e.getStackTrace()).anyMatch(s -> s.getClassName().contains("SizeTest")));
    assertThat(session.<String>get("name")).isEqualTo("alice");
    assertThatThrownBy(() -> session.put("new", "y".repeat(700)))
        .isInstanceOf(SessionTooLargeException.class)
        .hasMessageContaining("largest attribute is new with 705 bytes");
    assertThatThrownBy(() -> session.putIfAbsent("new", "y".repeat(700)))
        .isInstanceOf(SessionTooLargeException.class);
    assertThatThrownBy(() -> session.computeIfAbsent("new", key -> "y".repeat(700)))
        .isInstanceOf(SessionTooLargeException.class);
    assertThat(session.data()).containsOnlyKeys("cart", "name");
    assertThatCode(session.content()::changes).doesNotThrowAnyException();
  }

  @Test
  void s7_bytesOfUtf8Count_andTheLastOneFits() {
    // A name of one byte, two quotes and what is between them.
    session.put("a", "é".repeat(100) + "\uD83D\uDE00".repeat(100) + "x".repeat(MAX - 603));
    assertThatThrownBy(
            () -> session.put("a", "é".repeat(100) + "\uD83D\uDE00".repeat(100) + "x".repeat(398)))
        .isInstanceOf(SessionTooLargeException.class)
        .hasMessageContaining("1001 bytes");
    assertThatThrownBy(() -> session.put("", true)).isInstanceOf(SessionTooLargeException.class);
  }

  @Test
  void s7_whatIsTakenAway_makesRoom() {
    session.put("big", "x".repeat(900)).put("keep", 1);
    assertThatThrownBy(() -> session.put("next", "x".repeat(900)))
        .isInstanceOf(SessionTooLargeException.class);

    session.remove("big");
    session.put("next", "x".repeat(900));
    session.put("next", null);
    session.put("next", "x".repeat(900)).put("next", "x").put("other", "x".repeat(900));
    session.data().remove("other");
    session.put("next", "x".repeat(900));
    session.login().renew(Set.of("keep"));
    session.put("next", "x".repeat(900));
    session.revertAttributes();
    session.put("next", "x".repeat(900));
    JsonArray array = new JsonArray().add("x".repeat(900));
    session.put("next", array);
    array.clear();
    session.put("other", "x".repeat(900));
    assertThatThrownBy(() -> session.put("more", "x".repeat(100)))
        .isInstanceOf(SessionTooLargeException.class);
  }

  @Test
  void s7_whatGrowsUnseen_isRefusedWhenTheSessionIsSaved() {
    JsonArray array = new JsonArray();
    session.put("array", array).put("name", "alice");
    array.add("x".repeat(1_100));
    assertThatThrownBy(session.content()::changes)
        .isInstanceOf(SessionTooLargeException.class)
        .hasMessageContaining("array");
    array.clear();
    session.data().put("direct", "x".repeat(1_100));
    assertThatThrownBy(session.content()::changes)
        .isInstanceOf(SessionTooLargeException.class)
        .hasMessageContaining("direct");
  }

  @Test
  void s7_aPut_doesNotWriteTheOthersAgain() {
    for (int i = 0; i < 20; i++) {
      session.put("counted" + i, Buffer.class);
    }
    assertThat(counted.encoded).isEqualTo(20);
    for (int i = 0; i < 20; i++) {
      session.put("other", i).putIfAbsent("more", i).remove("other");
    }
    assertThat(counted.encoded).isEqualTo(20);
  }

  @Test
  void nameThatIsWhatIsLarge_isCutInTheMessage_andHasNoLineOfItsOwn() {
    assertThatThrownBy(() -> session.put("a\r\nb" + "x".repeat(2_000), 1))
        .isInstanceOf(SessionTooLargeException.class)
        .hasMessageContaining("a??bxxx")
        .hasMessageNotContaining("\n")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(250));
  }

  @Test
  void s7_changesThatBringItOverHalf_areTold_onceUntilItShrinks() {
    saved("a", "x".repeat(400));
    assertThat(large).isEmpty();
    saved("b", "x".repeat(200));
    assertThat(large).containsExactly(new LargeSession(session.handle(), 606, MAX, "a", 403));
    saved("b", "x".repeat(300));
    saved("c", 1);
    assertThat(large).hasSize(1);
    saved("a", null);
    saved("c", "x".repeat(300));
    assertThat(large).hasSize(2);
  }

  private void saved(String name, Object value) {
    session.put(name, value);
    session
        .content()
        .saved(
            session.content().changes(),
            session.account().changes(),
            session.ids().current(),
            1,
            1);
  }

  private RedisSession session() {
    JsonObject config = new JsonObject().put("session", new JsonObject().put("maxBytes", MAX));
    SessionsConfig read = SessionsConfig.from(config);
    SessionRules rules =
        new SessionRules(
            read.session(),
            new KeyRing(List.of()),
            new SealKeys(read.encryption()),
            InstantSource.system(),
            new SecureRandom()::nextBytes,
            AttributeValues.of(List.of(), List.of(counted), null),
            large::add);
    return new RedisSession(
        SessionToken.generate(rules.random(), 65),
        SessionTimes.ofNew(0, 60_000, read.session()),
        rules);
  }

  /** Knows how often it was asked. */
  private static final class Counted implements AttributeCodec<Class<?>> {

    int encoded;

    @Override
    public String tag() {
      return "class";
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"})
    public Class<Class<?>> type() {
      return (Class) Class.class;
    }

    @Override
    public String encode(Class<?> value) {
      encoded++;
      return value.getName();
    }

    @Override
    public Class<?> decode(String text) {
      return Class.class;
    }
  }

  @Test
  void s7_whatIsTooLargeAlready_mayStayAsLargeAsItIs() {
    SessionSize size = new SessionSize(10);
    Map<String, String> texts = Map.of("a", "x".repeat(20));
    assertThatCode(() -> size.put("a", "y".repeat(20), () -> texts, () -> texts))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> size.put("a", "y".repeat(21), () -> texts, () -> texts))
        .isInstanceOf(SessionTooLargeException.class);
  }

  @Test
  void s7_sum_isKeptUpToDate_soThatNothingIsCountedTwice() {
    SessionSize size = new SessionSize(10);
    Supplier<Map<String, String>> never =
        () -> {
          throw new AssertionError("counted again");
        };
    size.put("a", "12345", HashMap::new, never);
    size.put("a", "54321", never, never);
    size.remove("unknown");
    size.put("b", "123", never, never);
    size.remove("a");
    size.put("c", "12345", never, never);
  }
}
