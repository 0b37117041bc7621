package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.arch.Classes;
import io.github.redsessions.testkit.Acl;
import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.LogCapture;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.SeenSecrets;
import io.github.redsessions.testkit.StaticValues;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An id leaves in Set-Cookie and nowhere else. Rows G7, S8; CVE-2023-20866. */
class LeakIT extends WebFixture {

  private static final String SIGNING_SECRET = "SECRET-of-the-key-ring-0123456789abcdef";
  private static final String PASSWORD = Acl.password(Acl.SESSIONS);

  private final RedisServer own = RedisServer.start();

  @Override
  RedisServer server() {
    return own;
  }

  @Override
  JsonObject config() {
    JsonObject config = super.config();
    config
        .getJsonObject("cookie")
        .put(
            "signingKeys",
            new JsonArray().add(new JsonObject().put("id", "k1").put("secret", SIGNING_SECRET)));
    return config;
  }

  @AfterEach
  void stopServer() {
    own.close();
  }

  @Test
  void s8_noStaticField_leadsToAnIdOrASecret() throws IllegalAccessException {
    Browser browser = browser();
    browser.post("/login-put");
    browser.post("/rotate");
    browser.get("/read");
    List<String> texts = StaticValues.of(Classes.all());
    assertThat(texts).contains("__vertx.userHolder").hasSizeGreaterThan(100);
    assertThat(SeenSecrets.in(browser.cookie("sid"))).isPresent();
    assertThat(texts)
        .allSatisfy(text -> assertThat(SeenSecrets.in(text)).isEmpty())
        .noneMatch(text -> text.contains(SIGNING_SECRET));
  }

  @Test
  void g7_noLogAndNoBody_holdsAnIdOrASecret() {
    List<String> ids = new ArrayList<>();
    List<HttpResponse<Buffer>> responses = new ArrayList<>();
    try (LogCapture log = new LogCapture()) {
      Browser browser = browser();
      for (String change : List.of("/login", "/rotate", "/login-put", "/rotate")) {
        responses.add(browser.post(change));
        ids.add(browser.cookie("sid"));
        responses.add(browser.get("/put?n=1"));
        responses.add(browser.get("/read"));
      }
      responses.add(browser().setCookie("sid", ids.get(2)).get("/who"));
      responses.add(browser().setCookie("sid", ids.get(3) + "x").get("/who"));
      responses.add(browser.post("/logout"));
      Browser later = browser();
      later.post("/login");
      ids.add(later.cookie("sid"));
      own.kill();
      responses.add(later.get("/who"));
      responses.add(later.post("/login"));

      assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.contains(".k1."));
      assertThat(responses.get(responses.size() - 1).statusCode()).isEqualTo(503);
      String seen =
          log.text()
              + responses.stream()
                  .map(response -> response.bodyAsString() + response.getHeader("Location"))
                  .collect(Collectors.joining());
      assertThat(seen)
          .contains("A retired id of session ")
          .doesNotContain(SIGNING_SECRET, PASSWORD);
      for (String id : ids) {
        assertThat(seen).doesNotContain(id, id.substring(22, 65), id.substring(id.length() - 43));
      }
    }
  }
}
