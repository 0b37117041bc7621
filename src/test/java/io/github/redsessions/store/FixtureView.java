package io.github.redsessions.store;

import io.github.redsessions.SessionInfo;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import java.util.Base64;
import java.util.TreeMap;

/** Everything that can be seen of a session, as JSON, so that two can be compared. */
final class FixtureView {

  private FixtureView() {}

  static JsonObject of(RedisSession session) {
    SessionInfo info = session.info();
    JsonObject attributes = new JsonObject();
    String user = session.user().stored();
    new TreeMap<>(session.data())
        .forEach(
            (name, value) -> {
              if (!name.equals(UserCodec.ATTRIBUTE)) {
                attributes.put(name, text(value));
              }
            });
    SessionTimes times = session.times();
    return new JsonObject()
        .put("attributes", attributes)
        .put("user", user == null ? null : new JsonObject(user))
        .put("version", session.version())
        .put("created", times.created())
        .put("lastAccess", times.lastStored())
        .put("idleTimeout", times.idleTimeout())
        .put("deadline", times.deadline())
        .put("authenticated", times.authenticated())
        .put("generation", session.account().number(AccountField.GENERATION))
        .put("userReference", session.account().get(AccountField.USER))
        .put("address", info.address())
        .put("userAgent", info.userAgent())
        .put("level", info.level());
  }

  static String text(Object value) {
    if (value instanceof byte[] bytes) {
      return "bytes " + Base64.getEncoder().encodeToString(bytes);
    } else if (value instanceof Buffer buffer) {
      return "buffer " + Base64.getEncoder().encodeToString(buffer.getBytes());
    } else if (value instanceof User user) {
      return "user " + user.principal().encode() + " " + user.attributes().encode();
    } else if (value instanceof Character character) {
      return "character " + (int) character;
    } else if (value instanceof JsonObject || value instanceof JsonArray) {
      return value.getClass().getSimpleName() + " " + Json.encode(value);
    } else if (value instanceof String text) {
      return "String " + SurrogateEscapes.escape(Json.encode(text));
    }
    return value.getClass().getSimpleName() + " " + value;
  }
}
