package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.testkit.Eventually;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What an auditor was told. */
final class AuditRecorder {

  private final Vertx vertx;
  private final Queue<JsonObject> events = new ConcurrentLinkedQueue<>();

  AuditRecorder(Vertx vertx) {
    this.vertx = vertx;
    vertx
        .eventBus()
        .<JsonObject>consumer(RedisSessions.AUDIT_ADDRESS, message -> events.add(message.body()));
  }

  /** All events of a name that were told before this was called, in their order. */
  List<JsonObject> events(String name) {
    JsonObject marker = new JsonObject().put("marker", UUID.randomUUID().toString());
    vertx.eventBus().publish(RedisSessions.AUDIT_ADDRESS, marker);
    Eventually.eventually(Duration.ofSeconds(10), () -> assertThat(events).contains(marker));
    return events.stream().filter(event -> name.equals(event.getString("event"))).toList();
  }
}
