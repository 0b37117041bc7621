package io.github.redsessions;

import io.github.redsessions.metrics.Count;
import io.github.redsessions.metrics.Figures;
import io.github.redsessions.metrics.Latencies;
import io.github.redsessions.metrics.RedisState;
import io.github.redsessions.metrics.SessionMeters;
import io.github.redsessions.redis.CommandFailure;
import io.github.redsessions.redis.RedisHealth;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Writes how the sessions are: {@link RedisSessions#health()} and {@link RedisSessions#status()}.
 */
final class SessionsStatus {

  private SessionsStatus() {}

  static JsonObject health(RedisHealth health) {
    JsonObject json =
        new JsonObject()
            .put("status", health.serving() > 0 ? "UP" : "DOWN")
            .put("shards", health.shards())
            .put("serving", health.serving());
    CommandFailure failure = health.failure();
    if (failure != null) {
      json.put("reason", failure.reason().spelling());
      if (failure.error() != null) {
        json.put("error", failure.error());
      }
    }
    return json;
  }

  static JsonObject of(SessionMeters meters) {
    Figures figures = meters.figures();
    JsonObject counts = new JsonObject();
    for (Count what : Count.values()) {
      if (!counts.containsKey(what.meter())) {
        counts.put(what.meter(), new JsonObject());
      }
      String value = what.value().isEmpty() ? "all" : what.value();
      counts.getJsonObject(what.meter()).put(value, figures.of(what));
    }
    JsonObject events = new JsonObject();
    for (AuditEvent event : AuditEvent.values()) {
      events.put(event.spelling(), figures.of(event));
    }
    JsonObject commands = new JsonObject();
    figures.commands().forEach((kind, took) -> commands.put(kind.word(), latencies(took)));
    return new JsonObject()
        .put("since", figures.since().toString())
        .put("counts", counts)
        .put("events", events)
        .put("commands", commands)
        .put("boundsMs", new JsonArray(List.copyOf(Latencies.boundsMillis())))
        .put(
            "payload",
            new JsonObject().put("count", figures.payloads()).put("bytes", figures.payloadBytes()))
        .put(
            "active",
            new JsonObject()
                .put("sessions", meters.activeSessions())
                .put("users", meters.activeUsers()))
        .put("shards", shards(meters.redis()));
  }

  private static JsonObject latencies(Latencies.Snapshot took) {
    return new JsonObject()
        .put("count", took.count())
        .put("meanMs", took.meanMillis())
        .put("p99Ms", took.millisWithin(0.99))
        .put("within", new JsonArray(List.copyOf(took.within())));
  }

  private static JsonArray shards(RedisState redis) {
    JsonArray shards = new JsonArray();
    for (RedisState.Shard shard : redis.shards()) {
      shards.add(
          new JsonObject()
              .put("primary", shard.primary())
              .put("replicas", new JsonArray(List.copyOf(shard.replicas())))
              .put("serving", shard.serving()));
    }
    return shards;
  }
}
