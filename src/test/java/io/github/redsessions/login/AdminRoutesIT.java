package io.github.redsessions.login;

import static io.github.redsessions.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.Credentials;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.handler.HttpException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an administrator may do to the sessions of others, and who is one. Rows L7, L8. */
class AdminRoutesIT extends AccountsFixture {

  private static final String PATH = "/admin/sessions";

  @Test
  void l8_oneUsersSessions_areEndedByAnAdministrator() {
    Browser root = elevated(verticle, "root");
    Browser alice = loggedIn("alice");
    Browser aliceToo = loggedIn("alice");
    Browser bob = loggedIn("bob");
    List<JsonObject> events = audit();

    JsonArray list = get(root, PATH + "?user=alice", JSON).bodyAsJsonArray();
    assertThat(list).hasSize(2);
    assertThat(list.encode()).contains(ownHandle(alice), ownHandle(aliceToo));
    HttpResponse<Buffer> answer = delete(root, PATH + "?user=alice");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.bodyAsJsonObject()).isEqualTo(JsonObject.of("ended", 2));
    assertThat(List.of(me(alice), me(aliceToo), me(bob), me(root)))
        .containsExactly(401, 401, 200, 200);
    assertThat(get(root, PATH + "?user=alice", JSON).bodyAsJsonArray()).isEmpty();
    eventually(
        BOUND,
        () ->
            assertThat(events)
                .filteredOn(event -> event.getString("event").equals("user.revoked"))
                .singleElement()
                .satisfies(
                    event ->
                        assertThat(event.getMap())
                            .containsEntry("user", "alice")
                            .containsEntry("actor", "root")));
  }

  @Test
  void l8_everyonesSessions_areEndedTheOwnToo() {
    Browser root = elevated(verticle, "root");
    Browser alice = loggedIn("alice");
    Browser bob = loggedIn("bob");
    List<JsonObject> events = audit();

    HttpResponse<Buffer> answer = delete(root, PATH);

    assertThat(answer.bodyAsJsonObject()).isEqualTo(JsonObject.of("ended", 3));
    assertThat(List.of(me(alice), me(bob), me(root))).containsExactly(401, 401, 401);
    assertThat(root.cookie("sid")).isNull();
    eventually(BOUND, () -> assertThat(names(events)).containsOnlyOnce("everyone.revoked"));
    assertThat(me(loggedIn("alice"))).isEqualTo(200);
  }

  /** A slip of the keyboard must not log everybody out. */
  @ParameterizedTest
  @ValueSource(strings = {"?user=", "?user", "?user=alice&user=bob", "?user=&user="})
  void l8_anUnclearName_is400AndEndsNothing(String query) {
    Browser root = elevated(verticle, "root");
    Browser alice = loggedIn("alice");

    assertThat(delete(root, PATH + query).statusCode()).isEqualTo(400);
    assertThat(get(root, PATH + query, JSON).statusCode()).isEqualTo(400);
    assertThat(post(root, PATH + "/revoke", FORM, "user=").statusCode()).isEqualTo(400);
    assertThat(post(root, PATH + "/revoke", FORM, "").statusCode()).isEqualTo(400);
    assertThat(me(alice)).isEqualTo(200);
  }

  @Test
  void theButtonsOfThePage_doTheSame() {
    Browser root = elevated(verticle, "root");
    Browser alice = loggedIn("alice");
    Browser bob = loggedIn("bob");
    assertThat(root.get(PATH).bodyAsString())
        .contains("<label for=\"user\">", "action=\"" + PATH + "/revoke-everyone\"");
    assertThat(root.get(PATH + "?user=alice").bodyAsString())
        .contains("127.0.0.1", "action=\"" + PATH + "/revoke\"", "name=\"user\" value=\"alice\"");
    assertThat(root.get(PATH + "?user=%3Cb%3E").bodyAsString()).contains("&lt;b&gt;");

    assertThat(post(root, PATH + "/revoke", FORM, "user=alice").getHeader("Location"))
        .isEqualTo(PATH);
    assertThat(me(alice)).isEqualTo(401);
    assertThat(post(root, PATH + "/revoke-everyone", FORM, "").getHeader("Location"))
        .isEqualTo("/login");
    assertThat(List.of(me(bob), me(root))).containsExactly(401, 401);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /admin/sessions?user=bob",
    "DELETE, /admin/sessions?user=bob",
    "DELETE, /admin/sessions",
    "POST, /admin/sessions/revoke",
    "POST, /admin/sessions/revoke-everyone"
  })
  void l8_withoutTheRoleOrTheLevel_is403AndEndsNothing(String method, String path) {
    Browser bob = loggedIn("bob");
    Browser alice = elevated(verticle, "alice");
    Browser root = loggedIn("root");
    List<JsonObject> events = audit();

    for (Browser browser : List.of(alice, root)) {
      HttpResponse<Buffer> answer =
          browser.send(HttpMethod.valueOf(method), path, r -> r.putHeader("Accept", JSON), null);
      assertThat(answer.statusCode()).isEqualTo(403);
    }
    assertThat(me(bob)).isEqualTo(200);
    eventually(
        BOUND, () -> assertThat(names(events)).containsExactly("access.denied", "access.denied"));
    assertThat(events.get(0).getMap())
        .containsEntry("role", "admin")
        .containsEntry("user", "alice");
  }

  @Test
  void l7_aDisabledAccount_losesAllSessionsAtItsNextRequest() {
    Browser alice = loggedIn("alice");
    Browser aliceToo = loggedIn("alice");
    Browser bob = loggedIn("bob");
    write(disabled("alice"), account("bob"));

    eventually(BOUND, () -> assertThat(me(alice)).isEqualTo(401));

    assertThat(alice.cookie("sid")).isNull();
    assertThat(sessionKeys()).hasSize(1);
    assertThat(List.of(me(aliceToo), me(bob))).containsExactly(401, 200);
    assertThat(logInAs(browser(), "alice", PASSWORD).statusCode()).isEqualTo(401);
  }

  /** On every route, the first page included. */
  @ParameterizedTest
  @ValueSource(strings = {"/", "/me", "/csrf", "/sessions", "/password", "/elevate"})
  void l7_aDeletedAccount_isLoggedOut(String path) {
    Browser alice = loggedIn("alice");
    write(account("bob"));

    eventually(BOUND, () -> assertThat(alice.get(path).statusCode()).isEqualTo(401));

    assertThat(sessionKeys()).isEmpty();
    assertThat(alice.cookie("sid")).isNull();
  }

  /** Nobody passes while it isn't known whether they may. */
  @Test
  void l7_aStoreThatCannotTell_letsNobodyThrough() {
    assertThat(statusWith(id -> Future.failedFuture(new HttpException(500)))).isEqualTo(503);
    assertThat(statusWith(id -> Future.failedFuture("broken"))).isEqualTo(500);
    assertThat(
            statusWith(
                id -> {
                  throw new IllegalStateException("broken");
                }))
        .isEqualTo(500);
    assertThat(statusWith(id -> Future.succeededFuture(Optional.empty()))).isEqualTo(401);
    assertThat(
            statusWith(id -> Future.succeededFuture(Optional.of(new Account(id, Set.of(), false)))))
        .isEqualTo(200);
  }

  private int statusWith(Function<String, Future<Optional<Account>>> lookup) {
    AccountStore store =
        new AccountStore() {
          @Override
          public Future<User> authenticate(Credentials credentials) {
            return Future.succeededFuture(User.fromName("alice"));
          }

          @Override
          public Future<Void> changePassword(String userId, String newPassword) {
            return Future.failedFuture("never asked for");
          }

          @Override
          public Future<Optional<Account>> account(String userId) {
            return lookup.apply(userId);
          }
        };
    return me(loggedIn(deploy(new LoginVerticle(store), config()), "alice"));
  }

  @Test
  void l7_aDemotedAdministrator_is403AtTheNextRequestUnderANewId() {
    Browser root = elevated(verticle, "root");
    Browser before = copyOf(root);
    List<JsonObject> events = audit();
    write(account("root"));

    eventually(
        BOUND, () -> assertThat(get(root, PATH + "?user=alice", JSON).statusCode()).isEqualTo(403));

    assertThat(root.cookie("sid")).isNotEqualTo(before.cookie("sid"));
    assertThat(List.of(me(before), me(root))).containsExactly(401, 200);
    assertThat(names(events)).contains("privilege.lowered", "access.denied");
    write(account("root", "admin"));
    eventually(
        BOUND, () -> assertThat(root.get("/").bodyAsString()).contains("href=\"" + PATH + "\""));
    assertThat(get(root, PATH + "?user=alice", JSON).statusCode()).isEqualTo(403);
    assertThat(elevate(root, PASSWORD).statusCode()).isEqualTo(200);
    assertThat(get(root, PATH + "?user=alice", JSON).statusCode()).isEqualTo(200);
  }
}
