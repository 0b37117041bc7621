package io.github.redsessions.web;

import io.vertx.core.json.JsonObject;

/**
 * Sockets of sessions that are encrypted with the cookie's secret, which nobody has who looks at
 * them later. Row L12.
 */
class EncryptedSocketsIT extends SocketsIT {

  @Override
  JsonObject config() {
    return super.config().put("encryption", new JsonObject().put("mode", "cookie"));
  }
}
