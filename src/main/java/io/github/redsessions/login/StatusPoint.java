package io.github.redsessions.login;

import io.github.redsessions.metrics.Latencies.Snapshot;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * How the service was at a moment: what of {@code RedisSessions.status()} is drawn over time. All
 * but the active ones only grow.
 *
 * @param millis when, epoch ms
 * @param activeSessions how many sessions were active
 * @param activeUsers how many users were
 * @param logins how many logins there were
 * @param failedLogins how many were refused, the throttled ones too
 * @param failures how many commands to Redis failed
 * @param commands how long commands took
 */
record StatusPoint(
    long millis,
    long activeSessions,
    long activeUsers,
    long logins,
    long failedLogins,
    long failures,
    Snapshot commands) {

  static StatusPoint of(long millis, JsonObject status) {
    JsonObject events = status.getJsonObject("events");
    JsonObject active = status.getJsonObject("active");
    long failures = 0;
    for (Object count :
        status.getJsonObject("counts").getJsonObject("redsessions.failures").getMap().values()) {
      failures += ((Number) count).longValue();
    }
    Snapshot commands = Snapshot.NONE;
    for (Object each : status.getJsonObject("commands").getMap().values()) {
      commands = commands.plus(snapshot((JsonObject) each));
    }
    return new StatusPoint(
        millis,
        active.getLong("sessions"),
        active.getLong("users"),
        events.getLong("login.succeeded"),
        events.getLong("login.failed") + events.getLong("login.throttled"),
        failures,
        commands);
  }

  private static Snapshot snapshot(JsonObject command) {
    JsonArray counts = command.getJsonArray("within");
    List<Long> within = new ArrayList<>(counts.size());
    for (int i = 0; i < counts.size(); i++) {
      within.add(counts.getLong(i));
    }
    double millis = command.getDouble("meanMs") * command.getLong("count");
    return new Snapshot(Math.round(millis * 1e6), within);
  }
}
