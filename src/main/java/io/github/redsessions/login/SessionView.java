package io.github.redsessions.login;

import io.github.redsessions.SessionInfo;
import io.vertx.core.json.JsonObject;

/** A session as JSON: what its user may know, and nothing that can be sent as a cookie (row L4). */
final class SessionView {

  private SessionView() {}

  /**
   * Writes one.
   *
   * @param ownHandle of the session that asks
   */
  static JsonObject json(SessionInfo info, String ownHandle) {
    return new JsonObject()
        .put("handle", info.handle())
        .put("created", info.created().toString())
        .put("lastAccess", info.lastAccess().toString())
        .put("address", info.address())
        .put("userAgent", info.userAgent())
        .put("current", info.handle().equals(ownHandle));
  }
}
