package io.github.redsessions.examples.accounts;

import io.github.redsessions.login.LoginVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;

/** The login service over accounts in PostgreSQL: {@code DATABASE_URL} says where. */
public final class AccountsExample {

  private AccountsExample() {}

  static LoginVerticle deploy(Vertx vertx, String database, int port) {
    Pool pool =
        PgBuilder.pool().connectingTo(PgConnectOptions.fromUri(database)).using(vertx).build();
    JsonObject config =
        new JsonObject(
                """
                {"redis": {"mode": "embedded"}, "cookie": {"name": "sid", "secure": false}}
                """)
            .put("http", new JsonObject().put("host", "127.0.0.1").put("port", port));
    LoginVerticle service = new LoginVerticle(new PgAccounts(vertx, pool));
    vertx.deployVerticle(service, new DeploymentOptions().setConfig(config)).await();
    return service;
  }

  public static void main(String[] args) {
    String database =
        System.getenv().getOrDefault("DATABASE_URL", "postgresql://127.0.0.1:5432/postgres");
    deploy(Vertx.vertx(), database, 8080);
    System.out.println("http://127.0.0.1:8080");
  }
}
