package io.github.redsessions.examples.verticle;

import io.github.redsessions.login.LoginVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/** The login service as a verticle of one's own Vert.x: routes, pages and accounts come with it. */
public final class VerticleExample {

  private VerticleExample() {}

  static LoginVerticle deploy(Vertx vertx, int port) {
    JsonObject config =
        new JsonObject(
                """
                {
                  "redis": {"mode": "embedded"},
                  "cookie": {"name": "sid", "secure": false},
                  "login": {"accountsFile": "accounts.json"}
                }
                """)
            .put("http", new JsonObject().put("host", "127.0.0.1").put("port", port));
    LoginVerticle service = new LoginVerticle();
    vertx.deployVerticle(service, new DeploymentOptions().setConfig(config)).await();
    return service;
  }

  public static void main(String[] args) {
    deploy(Vertx.vertx(), 8080);
    System.out.println("http://127.0.0.1:8080 (demo, correct-horse-battery-staple)");
  }
}
