package io.github.redsessions.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redsessions.config.LiveConfig.Change;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which changes of a configuration count without a restart, and what is said of them. */
class LiveConfigTest {

  private static final String SECRET = "the-first-of-the-secrets-nobody-may-see";
  private static final String OTHER = "the-second-of-the-secrets-nobody-may-see";

  @TempDir private Path directory;

  @Test
  void keys_areThoseThatAreSafe() {
    assertThat(LiveConfig.keys())
        .containsExactly(
            "session.idleTimeoutMs",
            "session.absoluteTimeoutMs",
            "session.touchIntervalMs",
            "session.maxBytes",
            "session.concurrency",
            "session.keepOnLogin",
            "session.saveOnError",
            "session.maxPerUser",
            "session.whenFull",
            "session.rotationGraceMs",
            "session.renewalTimeoutMs",
            "session.unknownIdsPerMinute",
            "session.quarantineMs",
            "session.format",
            "cookie.signingKeys",
            "login.hint",
            "login.minPasswordLength",
            "login.passwordBlocklist",
            "login.passwordContext",
            "login.argon2.memoryKib",
            "login.argon2.passes",
            "login.argon2.lanes",
            "login.throttle.freeFailures",
            "login.throttle.maxDelayMs",
            "login.throttle.firstDelayMs",
            "login.throttle.disableAfter",
            "login.throttle.addressPerMinute",
            "login.throttle.globalPerMinute",
            "login.elevationMs",
            "login.freshMs",
            "audit.stream",
            "audit.streamMaxLength",
            "audit.streamTtlMs",
            "encryption.keys");
  }

  @Test
  void keys_areListedInTheDocuments() throws IOException {
    assertThat(
            Files.readAllLines(Path.of("src", "docs", "command-line.md")).stream()
                .filter(line -> line.startsWith("- `"))
                .map(line -> line.replaceAll("[-` ]", "")))
        .containsExactlyElementsOf(LiveConfig.keys());
  }

  @Test
  void liveKey_counts_andIsDescribed() {
    Change change = live("session.maxPerUser", 10).to(json("session.maxPerUser", 3));

    assertThat(change.config().config().session().maxPerUser()).isEqualTo(3);
    assertThat(change.descriptions()).containsExactly("session.maxPerUser: 10 is now 3");
    assertThat(change.needRestart()).isEmpty();
  }

  @Test
  void aKeyThatComesOrGoes_isComparedWithItsDefault() {
    LiveConfig live = LiveConfig.of(new JsonObject());

    assertThat(live.to(json("session.maxPerUser", 10)).applied()).isEmpty();
    assertThat(live.to(json("login.hint", "hello")).descriptions())
        .containsExactly("login.hint: nothing is now \"hello\"");
    assertThat(live("session.maxPerUser", 3).to(new JsonObject()).descriptions())
        .containsExactly("session.maxPerUser: 3 is now 10");
  }

  @Test
  void otherKey_staysAsItWas_andIsNamed() {
    JsonObject next = json("session.prefix", "other");
    next.getJsonObject("session").put("maxPerUser", 3);
    next.put("redis", JsonObject.of("endpoints", JsonArray.of("redis://u:" + SECRET + "@h")));

    Change change = live("session.prefix", "one").to(next);

    assertThat(change.config().config().session().prefix()).isEqualTo("one");
    assertThat(change.config().config().session().maxPerUser()).isEqualTo(3);
    assertThat(change.needRestart()).containsExactly("redis.endpoints", "session.prefix");
    assertThat(change.toString()).doesNotContain(SECRET);
  }

  /** What waits for a restart is named again by the next change, and not once it is taken back. */
  @Test
  void otherKey_isNamedUntilItIsTakenBack() {
    LiveConfig live = live("session.prefix", "one").to(json("session.prefix", "two")).config();

    assertThat(live.to(json("session.prefix", "two")).needRestart())
        .containsExactly("session.prefix");
    assertThat(live.to(json("session.prefix", "one")).needRestart()).isEmpty();
  }

  @Test
  void wrongConfiguration_isRefusedWhole() {
    JsonObject next = json("session.maxPerUser", 0);
    next.put("http", JsonObject.of("port", "x"));

    assertThatThrownBy(() -> live("session.maxPerUser", 10).to(next))
        .isInstanceOfSatisfying(ConfigException.class, e -> assertThat(e.problems()).hasSize(2));
  }

  /** A deadline may not be longer than a cookie, which stays: then nothing is done by half. */
  @Test
  void liveKeyThatContradictsOneThatStays_isNotApplied() {
    LiveConfig live = live("cookie.maxAgeMs", 3_600_000);
    JsonObject next = json("session.absoluteTimeoutMs", 60_000);
    next.put("cookie", JsonObject.of("maxAgeMs", 60_000));

    Change change = live.to(next);

    assertThat(change.applied()).isEmpty();
    assertThat(change.needRestart())
        .containsExactlyInAnyOrder("cookie.maxAgeMs", "session.absoluteTimeoutMs");
    assertThat(change.config().config().session().absoluteTimeout().toMillis())
        .isEqualTo(43_200_000);
  }

  @Test
  void s8_secrets_areNamedAndNotShown() {
    JsonObject before = json("cookie.signingKeys", keys("k1", SECRET));
    JsonObject after = json("cookie.signingKeys", keys("k1", OTHER));

    Change change = LiveConfig.of(before).to(after);

    assertThat(change.descriptions()).containsExactly("cookie.signingKeys");
    assertThat(change.toString()).doesNotContain(SECRET, OTHER);
    assertThat(LiveConfig.of(before).to(before).applied()).isEmpty();
  }

  @Test
  void s8_aChangedFileOfASecret_isAChangedKey() throws IOException {
    Path file = Files.writeString(directory.resolve("key"), SECRET);
    JsonObject reference = JsonObject.of("file", file.toString());
    JsonObject json = json("cookie.signingKeys", keys("k1", reference));
    LiveConfig live = LiveConfig.of(json);
    assertThat(live.to(json).applied()).isEmpty();

    Files.writeString(file, OTHER);

    Change change = live.to(json);
    assertThat(change.applied()).containsExactly("cookie.signingKeys");
    assertThat(change.config().config().cookie().signingKeys().get(0).secret())
        .isEqualTo(new Secret(OTHER));
  }

  @Test
  void laterChangesOfTheObject_goUnseen() {
    JsonObject json = json("session.maxPerUser", 10);
    LiveConfig live = LiveConfig.of(json);

    json.getJsonObject("session").put("maxPerUser", 3).put("prefix", "x");

    assertThat(live.to(json).applied()).containsExactly("session.maxPerUser");
    assertThat(live.to(json).needRestart()).containsExactly("session.prefix");
  }

  private static JsonArray keys(String id, Object secret) {
    return JsonArray.of(JsonObject.of("id", id, "secret", secret));
  }

  private static LiveConfig live(String path, Object value) {
    return LiveConfig.of(json(path, value));
  }

  private static JsonObject json(String path, Object value) {
    String[] names = path.split("\\.", -1);
    return JsonObject.of(names[0], JsonObject.of(names[1], value));
  }
}
