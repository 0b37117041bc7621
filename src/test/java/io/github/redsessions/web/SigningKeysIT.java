package io.github.redsessions.web;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.redsessions.config.ConfigException;
import io.github.redsessions.config.CookieConfig.SigningKey;
import io.github.redsessions.config.Secret;
import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.CommandRecorder;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The keys are replaced while the application runs. Row C10. */
class SigningKeysIT extends WebFixture {

  private static final SigningKey OLD = key("old", 'o');
  private static final SigningKey NEW = key("new", 'n');

  @Override
  JsonObject config() {
    JsonObject config = super.config();
    JsonObject old = new JsonObject().put("id", "old").put("secret", OLD.secret().reveal());
    config.getJsonObject("cookie").put("signingKeys", new JsonArray().add(old));
    return config;
  }

  @Test
  void c10_cookieOfAnOlderKey_countsWhileTheKeyIsInTheRing() {
    Browser browser = browser();
    browser.post("/login");
    String signedByOld = browser.cookie("sid");
    assertThat(signedByOld).contains(".old.");

    sessions.signingKeys(List.of(NEW, OLD));
    assertThat(browser.get("/who").bodyAsString()).isEqualTo("alice");
    browser.post("/rotate");
    assertThat(browser.cookie("sid")).contains(".new.");

    Browser idle = browser();
    sessions.signingKeys(List.of(OLD));
    idle.post("/login");
    sessions.signingKeys(List.of(NEW));
    assertThat(browser().setCookie("sid", idle.cookie("sid")).get("/who").bodyAsString())
        .isEqualTo("nobody");
    assertThat(browser.cookie("sid")).isNotEqualTo(signedByOld);
  }

  @Test
  void c10_removedKeyUnknownKeyBadMacAndNoMac_costNoCommand() {
    Browser browser = browser();
    browser.post("/login");
    String value = browser.cookie("sid");
    String token = value.substring(0, value.indexOf('.'));
    String mac = value.substring(value.lastIndexOf('.') + 1);
    sessions.signingKeys(List.of(NEW));

    try (CommandRecorder recorder = server().record()) {
      for (String forged :
          List.of(
              value,
              token,
              token + ".new." + mac,
              token + ".other." + mac,
              token + ".new." + "A".repeat(43))) {
        assertThat(browser().setCookie("sid", forged).get("/who").bodyAsString())
            .isEqualTo("nobody");
      }
      assertThat(recorder.names()).isEmpty();
    }
    sessions.signingKeys(List.of(NEW, OLD));
    assertThat(browser.get("/who").bodyAsString()).isEqualTo("alice");
  }

  @Test
  void c10_deletion_takesTheSignedValueAndTheId_andNoForgedOne() {
    for (boolean signed : new boolean[] {true, false}) {
      Browser browser = browser();
      browser.post("/login");
      String value = browser.cookie("sid");
      await(sessions.store().delete(value + "x"));
      assertThat(records()).hasSize(1);
      await(sessions.store().delete(signed ? value : value.substring(0, value.indexOf('.'))));
      assertThat(records()).isEmpty();
    }
  }

  @Test
  void keysOutOfBounds_areRefused_andThoseFromBeforeStay() {
    Browser browser = browser();
    browser.post("/login");

    List<SigningKey> wrong =
        List.of(
            new SigningKey("a.b", new Secret("short")), NEW, new SigningKey("new", OLD.secret()));
    ConfigException e =
        catchThrowableOfType(ConfigException.class, () -> sessions.signingKeys(wrong));

    assertThat(e.problems())
        .containsExactly(
            "signingKeys[0].id: found \"a.b\", allowed 1 to 32 of the characters A-Z a-z 0-9 _ -",
            "signingKeys[0].secret: found 5 bytes, allowed 32 or more",
            "signingKeys: found the id new twice, allowed once");
    assertThat(
            catchThrowableOfType(ConfigException.class, () -> sessions.signingKeys(List.of()))
                .problems())
        .containsExactly("signingKeys: found none, allowed 1 or more");
    assertThat(browser.get("/who").bodyAsString()).isEqualTo("alice");
  }

  private static SigningKey key(String id, char filler) {
    return new SigningKey(id, new Secret(String.valueOf(filler).repeat(32)));
  }
}
