package io.github.redsessions.login;

import io.github.redsessions.login.SvgPlot.Line;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** How the service is, for an administrator: figures, plots, and who serves the sessions. */
final class StatusPage {

  /** Which counts of {@code RedisSessions.status()} are shown, and how they are called. */
  private static final List<Row> ROWS =
      List.of(
          new Row("Ids that opened a session", "redsessions.loads", "hit"),
          new Row("Ids of no session", "redsessions.loads", "unknown"),
          new Row("Forged ids", "redsessions.loads", "forged"),
          new Row("Ids that were rotated away before", "redsessions.loads", "retired"),
          new Row("Sessions created", "redsessions.writes", "created"),
          new Row("Sessions ended", "redsessions.writes", "destroyed"),
          new Row("Writes that came too late", "redsessions.resurrections.blocked", "all"),
          new Row("Writes in conflict", "redsessions.conflicts", "all"),
          new Row("Failovers", "redsessions.failovers", "all"),
          new Row("Connections lost", "redsessions.links", "lost"));

  private StatusPage() {}

  private record Row(String label, String meter, String tag) {}

  static String page(JsonObject status, StatusHistory history) {
    return Html.page(
        "Status of this server",
        "<p>Since "
            + Html.escape(status.getString("since"))
            + ". "
            + Html.link("/admin/status", "Refresh")
            + "</p>\n"
            + plots(history)
            + servers(status.getJsonArray("shards"))
            + figures(status)
            + commands(status.getJsonObject("commands"))
            + AccountPages.back());
  }

  private static String plots(StatusHistory history) {
    String span = span(history.spanMillis());
    return SvgPlot.figure(
            "Active within five minutes, about",
            span,
            List.of(
                new Line("sessions", history.values(StatusPoint::activeSessions)),
                new Line("users", history.values(StatusPoint::activeUsers))))
        + SvgPlot.figure(
            "Logins a minute",
            span,
            List.of(
                new Line("succeeded", history.perMinute(StatusPoint::logins)),
                new Line("failed", history.perMinute(StatusPoint::failedLogins))))
        + SvgPlot.figure(
            "Commands to Redis in ms",
            span,
            List.of(
                new Line("median", latency(history, 0.5)),
                new Line("99 of 100", latency(history, 0.99))))
        + SvgPlot.figure(
            "Commands a minute",
            span,
            List.of(
                new Line("answered or failed", history.perMinute(p -> p.commands().count())),
                new Line("failed", history.perMinute(StatusPoint::failures))));
  }

  private static List<Double> latency(StatusHistory history, double part) {
    return history.between(
        (before, now) -> now.commands().since(before.commands()).millisWithin(part));
  }

  private static String span(long millis) {
    return millis < 120_000 ? millis / 1000 + " s" : millis / 60_000 + " min";
  }

  private static String servers(JsonArray shards) {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < shards.size(); i++) {
      JsonObject shard = shards.getJsonObject(i);
      String primary = shard.getString("primary");
      JsonArray replicas = shard.getJsonArray("replicas");
      rows.append(
          "<tr><td>%s</td><td>%s</td><td>%s</td></tr>\n"
              .formatted(
                  primary.isEmpty() ? "none known" : Html.escape(primary),
                  shard.getBoolean("serving") ? "serving" : "<strong>failing</strong>",
                  replicas.isEmpty() ? "none" : Html.escape(String.join(", ", texts(replicas)))));
    }
    return "<h2>Redis</h2>\n<table>\n<tr><th>Primary</th><th>State</th><th>Replicas</th></tr>\n"
        + rows
        + "</table>\n";
  }

  private static List<String> texts(JsonArray array) {
    return array.stream().map(Object::toString).toList();
  }

  private static String figures(JsonObject status) {
    StringBuilder rows = new StringBuilder();
    JsonObject events = status.getJsonObject("events");
    rows.append(row("Logins", events.getLong("login.succeeded")))
        .append(row("Logins refused", events.getLong("login.failed")))
        .append(row("Logins throttled", events.getLong("login.throttled")));
    for (Row row : ROWS) {
      JsonObject counts = status.getJsonObject("counts").getJsonObject(row.meter);
      rows.append(row(row.label, counts.getLong(row.tag)));
    }
    return "<h2>Since the start</h2>\n<table>\n" + rows + "</table>\n";
  }

  private static String row(String label, long count) {
    return "<tr><th>%s</th><td>%s</td></tr>\n"
        .formatted(Html.escape(label), SvgPlot.number((double) count));
  }

  private static String commands(JsonObject commands) {
    StringBuilder rows = new StringBuilder();
    for (Map.Entry<String, Object> entry : commands) {
      JsonObject took = (JsonObject) entry.getValue();
      rows.append(
          "<tr><th>%s</th><td>%s</td><td>%s</td><td>%s</td></tr>\n"
              .formatted(
                  Html.escape(entry.getKey()),
                  SvgPlot.number((double) took.getLong("count")),
                  SvgPlot.number(took.getDouble("meanMs")),
                  SvgPlot.number(took.getDouble("p99Ms"))));
    }
    return "<h2>Commands</h2>\n<table>\n<tr><th>Kind</th><th>Number</th><th>Mean, ms</th><th>99 of"
        + " 100 within, ms</th></tr>\n"
        + rows
        + "</table>\n";
  }
}
