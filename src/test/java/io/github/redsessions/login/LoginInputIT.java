package io.github.redsessions.login;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.CommandRecorder;
import io.github.redsessions.testkit.LogCapture;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input: a client error that says what is allowed, no Redis command and nothing in the log. */
class LoginInputIT extends LoginFixture {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PUT    | /login     | GET, HEAD, POST
          DELETE | /          | GET, HEAD
          POST   | /          | GET, HEAD
          GET    | /logout    | POST
          HEAD   | /logout    | POST
          POST   | /me        | GET, HEAD
          POST   | /csrf      | GET, HEAD
          POST   | /sessions  | DELETE, GET, HEAD
          GET    | /sessions/x | DELETE
          DELETE | /sessions/revoke-others | POST
          GET    | /sessions/x/revoke | POST
          PUT    | /password  | GET, HEAD, POST
          PATCH  | /elevate   | DELETE, GET, HEAD, POST
          GET    | /elevate/drop | POST
          POST   | /admin/sessions | DELETE, GET, HEAD
          GET    | /admin/sessions/revoke | POST
          HEAD   | /admin/sessions/revoke-everyone | POST
          POST   | /admin/status | GET, HEAD
          POST   | /login.css | GET, HEAD
          """)
  void anotherMethod_is405WithAllow(String method, String path, String allowed) {
    HttpResponse<Buffer> answer =
        browser().send(HttpMethod.valueOf(method), path, request -> request, null);

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.getHeader("Allow")).isEqualTo(allowed);
  }

  /** Row X5. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/jsonp",
        "*/*",
        "json"
      })
  void x5_anotherContentType_is415(String type) {
    HttpResponse<Buffer> answer = post(browser(), "/login", type, RIGHT_JSON);

    assertThat(answer.statusCode()).isEqualTo(415);
    assertThat(answer.getHeader("Accept")).isEqualTo(FORM + ", " + JSON);
    assertThat(answer.bodyAsString()).contains("allowed " + FORM + ", " + JSON);
  }

  @Test
  void noContentType_is415() {
    assertThat(post(browser(), "/login", null, null).statusCode()).isEqualTo(415);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"password": "p"}                    | username: found nothing, allowed 1 to 255 characters
          {"username": "", "password": "p"}    | username: found 0 characters, allowed 1 to 255
          {"username": 1, "password": "p"}     | username: found no text
          {"username": "u"}                    | password: found nothing, allowed 1 to 1024 characters
          {"username": "u", "password": null}  | password: found nothing
          {"username": "u", "password": ["p"]} | password: found no text
          {}                                   | username: found nothing, allowed 1 to 255 characters; password: found
          []                                   | body: found no JSON object
          null                                 | body: found no JSON object
          {"username": secret                  | body: found no JSON object
          """)
  void json_withWrongFields_is400NamingThem(String body, String problem) {
    HttpResponse<Buffer> answer = post(browser(), "/login", JSON, body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.bodyAsJsonObject().getString("error"))
        .startsWith(problem)
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          username=u                       | password: found nothing
          username=&password=p             | username: found 0 characters
          username=u&username=v&password=p | username: found it more than once
          username=u&password=p&password=q | password: found it more than once
          other=1                          | username: found nothing
          """)
  void form_withWrongFields_is400NamingThem(String body, String problem) {
    HttpResponse<Buffer> answer = post(browser(), "/login", FORM, body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.bodyAsString()).contains(problem, "<form method=\"post\"");
  }

  @Test
  void anEmptyBody_is400() {
    assertThat(post(browser(), "/login", FORM, null).statusCode()).isEqualTo(400);
    assertThat(post(browser(), "/login", JSON, null).statusCode()).isEqualTo(400);
    assertThat(post(browser(), "/login", JSON, "").statusCode()).isEqualTo(400);
  }

  /** Row B8: the longest password is hashed whole, in either encoding; one more is refused. */
  @Test
  void b8_longFields_areTakenUpToTheBound() {
    assertThat(form("u".repeat(255), "p".repeat(1024)).statusCode()).isEqualTo(401);
    assertThat(form("%75".repeat(255), "%C3%A4".repeat(1024)).statusCode()).isEqualTo(401);
    assertThat(form("u", "p".repeat(1025)).bodyAsString())
        .contains("password: found 1025 characters, allowed 1 to 1024 characters");
    assertThat(form("u".repeat(256), "p").bodyAsString())
        .contains("username: found 256 characters, allowed 1 to 255 characters");
  }

  @Test
  void b8_aLongPasswordInTwoChunks_isHashedWhole() {
    Future<Integer> status =
        vertx
            .createHttpClient()
            .request(HttpMethod.POST, verticle.actualPort(), "127.0.0.1", "/login")
            .compose(
                request -> {
                  request
                      .setChunked(true)
                      .putHeader("Origin", browser().origin())
                      .putHeader("Content-Type", FORM);
                  return request
                      .write("username=u&password=" + "p".repeat(1020))
                      .compose(written -> request.end("pppp"))
                      .compose(ended -> request.response());
                })
            .map(HttpClientResponse::statusCode);

    assertThat(await(status)).isEqualTo(401);
  }

  /** Three bytes a character, nine when encoded: more than Vert.x takes of a field by default. */
  @Test
  void b8_theLongestPassword_isHashedWholeInAnyScript() {
    assertThat(form("%E6%BC%A2".repeat(255), "%E6%BC%A2".repeat(1024)).statusCode()).isEqualTo(401);
    assertThat(form("u", "%E6%BC%A2".repeat(1025)).bodyAsString())
        .contains("password: found 1025 characters, allowed 1 to 1024 characters");
  }

  @ParameterizedTest
  @ValueSource(strings = {FORM, JSON})
  void aLargeBody_is413(String type) {
    HttpResponse<Buffer> answer =
        post(browser(), "/login", type, "username=u&password=" + "p".repeat(1 << 20));

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.bodyAsString()).contains(RequestFields.MAX_BODY_BYTES + " bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"username=%zz&password=%", "%", "=&=&=", "username=%00&password=%FF"})
  void aBrokenForm_isAClientError(String body) {
    assertThat(post(browser(), "/login", FORM, body).statusCode()).isBetween(400, 499);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nothing", "/login/nothing", "/conf/accounts.json", "/..%2f"})
  void anUnknownPath_is404(String path) {
    assertThat(browser().get(path).statusCode()).isEqualTo(404);
    assertThat(get(browser(), path, JSON).bodyAsJsonObject().getString("error")).isNotEmpty();
  }

  @Test
  void aQueryThatCannotBeDecoded_changesNothing() {
    assertThat(browser().get("/login?x=%zz").statusCode()).isIn(200, 400);
    assertThat(browser().get("/%zz").statusCode()).isBetween(400, 404);
    assertThat(post(browser(), "/login?x=%zz", FORM, RIGHT_FORM).statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b; c=\"", "\"", ";;,,=", "text/html;q=NaN", "*/*;q=1e999"})
  void anAcceptThatCannotBeRead_isAnsweredWithAPage(String accept) {
    assertThat(get(browser(), "/nothing", accept).statusCode()).isEqualTo(404);
  }

  @Test
  void badInputWithASession_asksRedisNothingWritesNoFileAndLogsNothing() {
    Browser user = browser();
    logIn(user);
    try (LogCapture log = new LogCapture();
        CommandRecorder recorder = server().record()) {
      post(user, "/login", JSON, "{\"username\": hunter2");
      post(user, "/login", "multipart/form-data; boundary=x", "--x\r\n\r\n--x--");
      post(user, "/login", FORM, "p".repeat(10_000));
      user.get("/login");
      user.get("/logout");
      user.get("/nothing");
      user.get("/login.css");

      assertThat(recorder.names()).isEmpty();
      assertThat(log.text()).doesNotContain("hunter2").doesNotContain("WARN ", "ERROR ");
    }
    assertThat(Files.exists(Path.of("file-uploads"))).isFalse();
  }

  /** Row A3: neither does a wrong password, but for the audit, which has no password in it. */
  @Test
  void aWrongPassword_isNotLogged() {
    try (LogCapture log = new LogCapture()) {
      post(browser(), "/login", FORM, "username=demo&password=hunter2");

      assertThat(log.text()).contains("login.failed").doesNotContain("hunter2", "ERROR ");
    }
  }

  private HttpResponse<Buffer> form(String username, String password) {
    return post(browser(), "/login", FORM, "username=" + username + "&password=" + password);
  }
}
