package io.github.redsessions.login;

import static io.github.redsessions.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.UsernamePasswordCredentials;
import io.vertx.ext.web.client.HttpResponse;
import org.junit.jupiter.api.Test;

/** Giving the password again. Rows F2, F8. */
class ElevationRouteIT extends AccountsFixture {

  @Test
  void f2_f8_elevate_givesALevelAndANewId() {
    Browser root = loggedIn("root");
    Browser before = copyOf(root);
    assertThat(adminStatus(root)).isEqualTo(403);

    HttpResponse<Buffer> answer = elevate(root, PASSWORD);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.bodyAsJsonObject())
        .isEqualTo(JsonObject.of("level", "admin", "forMs", 600_000));
    assertThat(root.cookie("sid")).isNotEqualTo(before.cookie("sid"));
    assertThat(me(before)).isEqualTo(401);
    assertThat(adminStatus(root)).isEqualTo(200);
  }

  @Test
  void f2_dropElevation_takesTheLevelAndGivesANewId() {
    Browser root = elevated(verticle, "root");
    Browser before = copyOf(root);

    assertThat(delete(root, "/elevate").statusCode()).isEqualTo(204);

    assertThat(root.cookie("sid")).isNotEqualTo(before.cookie("sid"));
    assertThat(me(before)).isEqualTo(401);
    assertThat(adminStatus(root)).isEqualTo(403);
    assertThat(delete(root, "/elevate").statusCode()).isEqualTo(204);
  }

  @Test
  void f8_aLapsedLevel_is403AndTheIdIsAnother() {
    LoginVerticle service = deploy(new LoginVerticle(), config(JsonObject.of("elevationMs", 1000)));
    Browser root = elevated(service, "root");
    Browser before = copyOf(root);

    eventually(BOUND, () -> assertThat(adminStatus(root)).isEqualTo(403));

    assertThat(root.cookie("sid")).isNotEqualTo(before.cookie("sid"));
    assertThat(me(before)).isEqualTo(401);
    assertThat(me(root)).isEqualTo(200);
  }

  @Test
  void f8_aWrongPassword_is403AndChangesNothing() {
    Browser root = loggedIn("root");
    String id = root.cookie("sid");

    assertThat(elevate(root, "wrong").statusCode()).isEqualTo(403);
    assertThat(elevate(root, "").statusCode()).isEqualTo(400);
    assertThat(elevate(root, "x".repeat(1025)).statusCode()).isEqualTo(400);
    assertThat(post(root, "/elevate", JSON, "{}").bodyAsJsonObject().getString("error"))
        .startsWith("password: found nothing, allowed ");
    assertThat(root.cookie("sid")).isEqualTo(id);
    assertThat(adminStatus(root)).isEqualTo(403);
  }

  @Test
  void theForm_leadsBackToWhereItWasAskedFor() {
    Browser root = loggedIn("root");
    assertThat(root.get("/elevate?next=/admin/sessions").bodyAsString())
        .contains("name=\"next\" value=\"/admin/sessions\"", "<label for=\"password\">");
    assertThat(root.get("/elevate?next=//evil.example").bodyAsString())
        .doesNotContain("name=\"next\"");

    HttpResponse<Buffer> wrong =
        post(root, "/elevate", FORM, "password=wrong&next=/admin/sessions");
    assertThat(wrong.statusCode()).isEqualTo(403);
    assertThat(wrong.bodyAsString()).contains("Wrong password", "value=\"/admin/sessions\"");

    assertThat(
            post(root, "/elevate", FORM, "password=" + PASSWORD + "&next=/admin/sessions")
                .getHeader("Location"))
        .isEqualTo("/admin/sessions");
    assertThat(root.get("/elevate").bodyAsString()).contains("action=\"/elevate/drop\"");
    assertThat(post(root, "/elevate/drop", FORM, "").statusCode()).isEqualTo(303);
    assertThat(adminStatus(root)).isEqualTo(403);
  }

  /** What was typed at the login is asked for, and the same user has to come of it. */
  @Test
  void withAPlainProvider_theNameThatWasTypedCounts() {
    LoginVerticle service =
        deploy(
            new LoginVerticle(
                credentials -> {
                  UsernamePasswordCredentials given = (UsernamePasswordCredentials) credentials;
                  return given.getUsername().equals("ALI") && !given.getPassword().equals("wrong")
                      ? Future.succeededFuture(
                          User.create(
                              JsonObject.of(
                                  "username",
                                  given.getPassword().equals("other") ? "bob" : "ali",
                                  "roles",
                                  JsonArray.of("admin"))))
                      : Future.failedFuture("no");
                }),
            config());
    Browser browser = loggedIn(service, "ALI");

    assertThat(browser.get("/me").bodyAsJsonObject().getString("user")).isEqualTo("ali");
    assertThat(elevate(browser, "wrong").statusCode()).isEqualTo(403);
    assertThat(elevate(browser, "other").statusCode()).isEqualTo(403);
    assertThat(elevate(browser, PASSWORD).statusCode()).isEqualTo(200);
    assertThat(adminStatus(browser)).isEqualTo(200);
  }

  private static int adminStatus(Browser browser) {
    return get(browser, "/admin/sessions?user=alice", JSON).statusCode();
  }
}
