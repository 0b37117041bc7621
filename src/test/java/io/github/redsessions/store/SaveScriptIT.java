package io.github.redsessions.store;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.redis.RedisCommands;
import io.github.redsessions.redis.Script;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a write does that reaches Redis twice because its first reply was lost. */
class SaveScriptIT {

  private final RedisServer server = RedisServer.shared();
  private final String key = RandomPrefix.next();
  private Vertx vertx;
  private RedisCommands commands;

  @BeforeEach
  void createRecord() {
    vertx = Vertx.vertx();
    JsonObject redis = TestConfig.redis(server.uri());
    SessionsConfig config = SessionsConfig.from(new JsonObject().put("redis", redis));
    commands = await(RedisCommands.open(vertx, config.redis(), SessionScripts.ALL));
    assertThat(create("secret", "w", "write000")).isEqualTo(1);
  }

  @AfterEach
  void close() {
    await(commands.close());
    await(vertx.close());
  }

  @Test
  void save_thatIsSentTwice_isAppliedOnceAndRepliesTheSame() {
    assertThat(save("secret", "write001", "", "", "d.n", "1")).isEqualTo(2);
    assertThat(save("secret", "write001", "", "", "d.n", "1")).isEqualTo(2);
    assertThat(field("v")).isEqualTo("2");
  }

  @Test
  void strictSave_thatIsSentTwice_isNoConflictWithItself() {
    assertThat(save("secret", "write001", "1", "", "d.n", "1")).isEqualTo(2);
    assertThat(save("secret", "write001", "1", "", "d.n", "1")).isEqualTo(2);
    assertThat(save("secret", "write002", "1", "", "d.n", "2")).isEqualTo(SessionScripts.CONFLICT);
  }

  @Test
  void repeatedSave_afterThreeOthers_doesNotUndoThemAndRepliesItsOwnVersion() {
    assertThat(save("secret", "write001", "", "", "d.n", "1")).isEqualTo(2);
    for (int i = 2; i <= 4; i++) {
      assertThat(save("secret", "write00" + i, "", "", "d.n", "" + i)).isEqualTo(i + 1);
    }
    assertThat(save("secret", "write001", "", "", "d.n", "1")).isEqualTo(2);
    assertThat(field("d.n")).isEqualTo("4");
    assertThat(field("v")).isEqualTo("5");
  }

  @Test
  void rotation_thatIsSentTwice_isRecognised_andTheOldSecretIsDead() {
    assertThat(save("secret", "write001", "", "fresh", "d.n", "1")).isEqualTo(2);
    assertThat(save("secret", "write001", "", "fresh", "d.n", "1")).isEqualTo(2);
    assertThat(save("secret", "write002", "", "", "d.n", "2")).isEqualTo(SessionScripts.GONE);
    assertThat(field("h")).isEqualTo("fresh");
    assertThat(field("o")).isEqualTo("secret");
    assertThat(field("r")).isEqualTo("2");
  }

  @Test
  void create_thatIsSentTwice_succeedsTwice_butNotForAnotherSecret() {
    assertThat(create("secret", "w", "write000")).isEqualTo(1);
    assertThat(create("other", "w", "write000")).isEqualTo(SessionScripts.TAKEN);
    assertThat(field("h")).isEqualTo("secret");
  }

  @Test
  void save_ofAMissingRecord_createsNothing() {
    server.command("DEL", key);
    assertThat(save("secret", "write001", "", "", "d.n", "1")).isEqualTo(SessionScripts.GONE);
    assertThat(server.command("EXISTS", key)).isEqualTo(0L);
  }

  @Test
  void scripts_sayInTheirFirstLineWhatTheyTake() {
    for (Script script : SessionScripts.ALL) {
      assertThat(script.body().lines().findFirst().orElseThrow())
          .startsWith("-- KEYS: ")
          .contains("ARGV: ")
          .contains("reply: ");
    }
  }

  private String field(String name) {
    return (String) server.command("HGET", key, name);
  }

  private int create(String secretHash, String... fields) {
    List<Object> args = new ArrayList<>(List.of(60_000, secretHash, "v", 1, "a", 1));
    args.addAll(List.of(fields));
    return await(commands.run(SessionScripts.CREATE, key, args, RedisCommands.Importance.DATA))
        .toInteger();
  }

  private int save(
      String secretHash, String writeId, String version, String newSecretHash, String... sets) {
    List<Object> args =
        new ArrayList<>(List.of(60_000, secretHash, writeId, 2, version, newSecretHash, 0));
    args.addAll(List.of(sets));
    return await(commands.run(SessionScripts.SAVE, key, args, RedisCommands.Importance.DATA))
        .toInteger();
  }
}
