package io.github.redsessions;

import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redsessions.config.ConfigException;
import io.github.redsessions.testkit.CommandRecorder;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.ClusterSerializable;
import io.vertx.ext.web.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Types of the application in sessions, on servers that know them and on servers that don't. */
class AttributeTypesIT {

  private static final String PLAN = "~type:" + Plan.class.getName() + ":";

  private final RedisServer server = RedisServer.shared();
  private final String prefix = RandomPrefix.next();
  private final List<RedisSessions> opened = new ArrayList<>();
  private Vertx vertx;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
  }

  @AfterEach
  void stop() {
    opened.forEach(sessions -> await(sessions.close()));
    await(vertx.close());
  }

  @Test
  void listedTypes_comeBackAsTheyWere_andAreSavedWhenTheyChangeInPlace() {
    RedisSessions sessions = open(List.of(), Level.class, Plan.class, Point.class);
    Plan plan = new Plan(Level.HIGH, new ArrayList<>(List.of("a")), 3);
    String id = stored(sessions, "plan", plan).value();
    assertThat(field(id, "plan"))
        .isEqualTo(PLAN + "{\"level\":\"HIGH\",\"steps\":[\"a\"],\"weight\":3}");

    Session request = loaded(sessions, id);
    assertThat(request.<Plan>get("plan")).isEqualTo(plan);
    request.put("level", Level.LOW).put("point", new Point(7));
    await(sessions.store().put(request));
    request = loaded(sessions, id);
    assertThat(request.<Level>get("level")).isSameAs(Level.LOW);
    request.<Point>get("point").x = 8;
    request.<Plan>get("plan").steps().add("b");
    await(sessions.store().put(request));

    request = loaded(sessions, id);
    assertThat(request.<Point>get("point").x).isEqualTo(8);
    assertThat(request.<Plan>get("plan").steps()).containsExactly("a", "b");
    try (CommandRecorder recorder = server.record()) {
      await(sessions.store().put(request));
      assertThat(recorder.names()).as("of values that were only read").isEmpty();
    }
  }

  @Test
  void s6_serverThatDoesNotKnowAType_failsToReadIt_andLeavesItAlone() {
    RedisSessions knows = open(List.of(new LocaleCodec()), Level.class);
    RedisSessions other = open(List.of());
    Session session = knows.store().createSession(60_000);
    session.put("level", Level.HIGH).put("language", Locale.UK).put("n", 1);
    await(knows.store().put(session));
    String id = session.value();

    Session request = loaded(other, id);
    for (String name : List.of("level", "language")) {
      assertThatThrownBy(() -> request.get(name))
          .isInstanceOf(SessionFormatException.class)
          .hasMessageContaining(name)
          .hasMessageNotContaining("HIGH");
    }
    request.put("n", 2);
    await(other.store().put(request));

    Session again = loaded(knows, id);
    assertThat(again.<Level>get("level")).isSameAs(Level.HIGH);
    assertThat(again.<Locale>get("language")).isEqualTo(Locale.UK);
    assertThat(again.<Integer>get("n")).isEqualTo(2);
  }

  @Test
  void componentsOfANewerVersion_surviveWhereARecordIsOnlyRead() {
    RedisSessions sessions = open(List.of(), Level.class, Plan.class);
    String id = stored(sessions, "n", 1).value();
    String newer = PLAN + "{\"owner\":\"alice\",\"level\":\"HIGH\",\"steps\":[],\"weight\":1}";
    server.command("HSET", key(id), "d.plan", newer);

    Session request = loaded(sessions, id);
    assertThat(request.<Plan>get("plan").level()).isEqualTo(Level.HIGH);
    await(sessions.store().put(request.put("n", 2)));
    assertThat(field(id, "plan")).isEqualTo(newer);

    request.<Plan>get("plan").steps().add("a");
    await(sessions.store().put(request));
    assertThat(field(id, "plan"))
        .isEqualTo(PLAN + "{\"level\":\"HIGH\",\"steps\":[\"a\"],\"weight\":1}");
  }

  @Test
  void exampleOfAttributeCodec_isTheCodeThatIsRunHere() throws IOException {
    RedisSessions sessions = open(List.of(new LocaleCodec()));
    String id = stored(sessions, "language", Locale.UK).value();

    assertThat(field(id, "language")).isEqualTo("~locale:en-GB");
    assertThat(loaded(sessions, id).<Locale>get("language")).isEqualTo(Locale.UK);
    String example =
        Files.readString(Path.of("src/test/java/io/github/redsessions/LocaleCodec.java"))
            .replace("  @Override\n", "");
    String documentation =
        Files.readString(Path.of("src/main/java/io/github/redsessions/AttributeCodec.java"))
            .replaceAll("(?m)^ \\* ?", "");
    assertThat(documentation).contains(example.substring(example.indexOf("final class")));
    assertThat(Files.readString(Path.of("src/docs/attributes.md")))
        .contains(example.substring(example.indexOf("final class")));
  }

  @Test
  void configurationAndCodecsThatCannotWork_failTheOpening() {
    JsonObject config = config(Object.class, Thread.class);
    assertThat(failureOf(RedisSessions.open(vertx, config)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("session.types[0]: found java.lang.Object")
        .hasMessageContaining("session.types[1]: found java.lang.Thread");
    List<AttributeCodec<?>> twice = List.of(new LocaleCodec(), new LocaleCodec());
    assertThat(failureOf(RedisSessions.open(vertx, config(), twice)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("locale");
  }

  private RedisSessions open(List<AttributeCodec<?>> codecs, Class<?>... types) {
    RedisSessions sessions = await(RedisSessions.open(vertx, config(types), codecs));
    opened.add(sessions);
    return sessions;
  }

  private JsonObject config(Class<?>... types) {
    JsonArray names = new JsonArray();
    for (Class<?> type : types) {
      names.add(type.getName());
    }
    JsonObject config = TestConfig.of(server, prefix);
    config.getJsonObject("session").put("types", names);
    return config;
  }

  private static Session stored(RedisSessions sessions, String name, Object value) {
    Session session = sessions.store().createSession(60_000);
    session.put(name, value);
    await(sessions.store().put(session));
    return session;
  }

  private static Session loaded(RedisSessions sessions, String id) {
    return await(sessions.store().get(id));
  }

  private String key(String id) {
    return prefix + ":s:" + id.substring(0, 22);
  }

  private Object field(String id, String name) {
    return server.command("HGET", key(id), "d." + name);
  }

  enum Level {
    LOW,
    HIGH
  }

  record Plan(Level level, List<String> steps, int weight) {}

  public static final class Point implements ClusterSerializable {

    int x;

    public Point() {}

    Point(int x) {
      this.x = x;
    }

    @Override
    public void writeToBuffer(Buffer buffer) {
      buffer.appendInt(x);
    }

    @Override
    public int readFromBuffer(int pos, Buffer buffer) {
      x = buffer.getInt(pos);
      return pos + 4;
    }
  }
}
