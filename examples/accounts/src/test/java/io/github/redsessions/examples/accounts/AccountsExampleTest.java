package io.github.redsessions.examples.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.login.LoginVerticle;
import io.vertx.core.Vertx;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccountsExampleTest {

  private static final String PASSWORD = "correct-horse-battery-staple";

  private static final Vertx VERTX = Vertx.vertx();
  private static EmbeddedPostgres postgres;
  private static String origin;

  private final HttpClient browser =
      HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

  @BeforeAll
  static void start() {
    try {
      postgres = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
    } catch (IOException | RuntimeException e) {
      Assumptions.abort("SKIPPED: no PostgreSQL can be started here: " + e.getMessage());
    }
    LoginVerticle service =
        AccountsExample.deploy(
            VERTX,
            "postgresql://postgres:postgres@127.0.0.1:" + postgres.getPort() + "/postgres",
            0);
    origin = "http://127.0.0.1:" + service.actualPort();
  }

  @AfterAll
  static void stop() throws IOException {
    VERTX.close().await();
    if (postgres != null) {
      postgres.close();
    }
  }

  @BeforeEach
  void oneAccount() throws SQLException, IOException {
    sql(Files.readString(Path.of("schema.sql")));
    sql("DELETE FROM account");
    sql("INSERT INTO account VALUES ('ann', ?)", PgAccounts.hash(PASSWORD));
  }

  @Test
  void accountOfTheTable_logsIn() throws Exception {
    assertThat(logIn("ann", "not-the-right-password")).isEqualTo(401);
    assertThat(logIn("bob", PASSWORD)).isEqualTo(401);
    assertThat(me()).isEqualTo("401 ");

    assertThat(logIn("ann", PASSWORD)).isEqualTo(200);
    assertThat(me()).isEqualTo("200 {\"user\":\"ann\"}");
  }

  @Test
  void accountThatIsDisabled_endsWithTheNextRequest() throws Exception {
    assertThat(logIn("ann", PASSWORD)).isEqualTo(200);

    sql("UPDATE account SET disabled = true");

    assertThat(me()).startsWith("401");
    assertThat(logIn("ann", PASSWORD)).isEqualTo(401);
  }

  @Test
  void password_isChangedInTheTable() throws Exception {
    String other = "another-horse-of-another-colour";
    assertThat(logIn("ann", PASSWORD)).isEqualTo(200);
    assertThat(post("/password", "{\"current\":\"" + PASSWORD + "\",\"new\":\"" + other + "\"}"))
        .isBetween(200, 204);

    assertThat(logIn("ann", PASSWORD)).isEqualTo(401);
    assertThat(logIn("ann", other)).isEqualTo(200);
  }

  private int logIn(String username, String password) throws Exception {
    return post("/login", "{\"username\":\"" + username + "\",\"password\":\"" + password + "\"}");
  }

  private int post(String path, String json) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(origin + path))
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .header("Origin", origin)
            .POST(BodyPublishers.ofString(json))
            .build();
    return browser.send(request, BodyHandlers.discarding()).statusCode();
  }

  private String me() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(origin + "/me"))
            .header("Accept", "application/json")
            .build();
    var response = browser.send(request, BodyHandlers.ofString());
    return response.statusCode() + " " + (response.statusCode() == 200 ? response.body() : "");
  }

  private static void sql(String statement, String... values) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        PreparedStatement prepared = connection.prepareStatement(statement)) {
      for (int i = 0; i < values.length; i++) {
        prepared.setString(i + 1, values[i]);
      }
      prepared.execute();
    }
  }
}
