package io.github.redsessions.login;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.CommandRecorder;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds for every session holds at the service too. Rows F3, F5, F9, L9, B12. */
class SessionRowsIT extends AccountsFixture {

  private static final String ELEVATION = JsonObject.of("password", PASSWORD).encode();

  private WebClient client;

  @Override
  JsonObject config() {
    JsonObject config = super.config();
    // Each request compares its session with the revocations.
    config.getJsonObject("session").put("touchIntervalMs", 0);
    return config;
  }

  @BeforeEach
  void openClient() {
    client =
        WebClient.create(vertx, new WebClientOptions(), new PoolOptions().setHttp1MaxSize(100));
  }

  private Future<HttpResponse<Buffer>> send(
      HttpMethod method, String path, String cookie, String json) {
    HttpRequest<Buffer> request =
        client
            .request(method, verticle.actualPort(), "127.0.0.1", path)
            .putHeader("Cookie", "sid=" + cookie)
            .putHeader("Sec-Fetch-Site", "same-origin")
            .putHeader("Accept", JSON);
    return json == null
        ? request.send()
        : request.putHeader("Content-Type", JSON).sendBuffer(Buffer.buffer(json));
  }

  private List<HttpResponse<Buffer>> all(int count, String path, String cookie, String json) {
    HttpMethod method = json == null ? HttpMethod.GET : HttpMethod.POST;
    return await(
            Future.all(
                IntStream.range(0, count).mapToObj(i -> send(method, path, cookie, json)).toList()))
        .list();
  }

  private static List<String> cookies(List<HttpResponse<Buffer>> answers) {
    return answers.stream()
        .flatMap(answer -> answer.cookies().stream())
        .filter(cookie -> !cookie.contains("Max-Age=0"))
        .map(cookie -> cookie.split("[=;]", 3)[1])
        .toList();
  }

  private List<Object> stored() {
    return stored(":s:");
  }

  private List<Object> stored(String kind) {
    return keys().stream().filter(key -> key.toString().contains(kind)).toList();
  }

  private int me(String cookie) {
    return await(send(HttpMethod.GET, "/me", cookie, null)).statusCode();
  }

  @Test
  void f3_onceTheNewIdIsThere_theOldOneIsDead_forAllWhoAskAtOnce() {
    Browser alice = loggedIn("alice");
    String before = alice.cookie("sid");
    elevate(alice, PASSWORD);

    assertThat(all(20, "/me", before, null)).allMatch(answer -> answer.statusCode() == 401);
    assertThat(all(20, "/me", alice.cookie("sid"), null))
        .allMatch(answer -> answer.statusCode() == 200);
  }

  @Test
  void f9_elevationsAtOnce_haveOneWinner_andLeaveNoOrphan() {
    String before = loggedIn("alice").cookie("sid");

    List<String> won = cookies(all(5, "/elevate", before, ELEVATION));

    assertThat(won).hasSize(1);
    assertThat(me(won.get(0))).isEqualTo(200);
    assertThat(me(before)).isEqualTo(401);
    assertThat(stored()).hasSize(1);
  }

  /** The password takes some time to be hashed, in which the user logs out. */
  @Test
  void f5_requestThatIsUnderWayAtTheLogout_bringsNothingBack() {
    String cookie = loggedIn("alice").cookie("sid");
    Future<HttpResponse<Buffer>> slow = send(HttpMethod.POST, "/elevate", cookie, ELEVATION);
    // Its attempt is counted when its session is loaded, and before the password is looked at.
    eventually(BOUND, () -> assertThat(stored(":t:a:")).isNotEmpty());
    HttpResponse<Buffer> logout = await(send(HttpMethod.POST, "/logout", cookie, "{}"));

    assertThat(logout.statusCode()).isEqualTo(204);
    List<String> ids = cookies(List.of(await(slow)));
    assertThat(stored()).isEmpty();
    assertThat(me(cookie)).isEqualTo(401);
    assertThat(ids).allMatch(id -> me(id) == 401);
  }

  @Test
  void l9_revocationOfEverySession_holdsThoughTheIndexIsLost() {
    Browser alice = loggedIn("alice");
    Browser root = elevated(verticle, "root");
    keys().stream()
        .map(Object::toString)
        .filter(key -> key.contains(":u:"))
        .forEach(key -> server().command("DEL", key));

    assertThat(delete(root, "/admin/sessions?user=alice").statusCode()).isEqualTo(200);

    assertThat(me(alice.cookie("sid"))).isEqualTo(401);
    assertThat(me(root.cookie("sid"))).isEqualTo(200);
  }

  @Test
  void b12_thousandUnknownIds_areThrottledAndTold_andWhoIsLoggedInIsNot() {
    Browser alice = loggedIn("alice");
    List<JsonObject> audit = audit();
    try (CommandRecorder recorder = server().record()) {
      for (int i = 1; i <= 1_000; i++) {
        String random = (UUID.randomUUID() + "" + UUID.randomUUID()).replace("-", "");
        String unknown = random.substring(0, 21) + "A" + random.substring(0, 42) + "A";
        assertThat(me(unknown)).isEqualTo(i <= 100 ? 401 : 429);
      }
      // What the login before has sent may come late.
      assertThat(recorder.names()).filteredOn("HGETALL"::equals).hasSize(1_000);
    }
    assertThat(me(alice.cookie("sid"))).isEqualTo(200);
    eventually(
        BOUND,
        () ->
            assertThat(audit)
                .filteredOn(event -> event.getString("event").equals("session.guessed"))
                .hasSize(1));
    assertThat(stored()).hasSize(1);
  }
}
