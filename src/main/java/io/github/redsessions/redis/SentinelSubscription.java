package io.github.redsessions.redis;

import io.github.redsessions.config.RedisConfig;
import io.github.redsessions.redis.RedisConnector.OpenConnection;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has one sentinel at a time tell when the primary changes, over a connection of its own. What it
 * says is the occasion to ask, and not believed.
 */
final class SentinelSubscription {

  private static final Logger LOG = LoggerFactory.getLogger(SentinelSubscription.class);
  private static final String CHANNEL = "+switch-master";

  private final Vertx vertx;
  private final RedisConfig config;
  private final PrimaryLookup.Watch watch;
  private final Incident refused = new Incident();

  private @Nullable URI sentinel;
  private @Nullable URI left;
  private @Nullable OpenConnection connection;
  private boolean closed;

  SentinelSubscription(Vertx vertx, RedisConfig config, PrimaryLookup.Watch watch) {
    this.vertx = vertx;
    this.config = config;
    this.watch = watch;
  }

  /** Stays with its sentinel if that is among these, who answer; else moves to one of them. */
  void keepTo(List<URI> answering) {
    if (closed || (sentinel != null && answering.contains(sentinel))) {
      return;
    }
    leave();
    List<URI> others = answering.stream().filter(one -> !one.equals(left)).toList();
    List<URI> choice = others.isEmpty() ? answering : others;
    // So that the processes of a fleet don't all hang on the same sentinel.
    open(choice.get(ThreadLocalRandom.current().nextInt(choice.size())));
  }

  void close() {
    closed = true;
    leave();
  }

  private void open(URI chosen) {
    sentinel = chosen;
    new RedisConnector(vertx, config, chosen, ConnectionSetup.SENTINEL, List.of())
        .open()
        .onComplete(
            (open, e) -> {
              if (open == null) {
                lost(chosen, e);
              } else if (closed || !chosen.equals(sentinel)) {
                open.close();
              } else {
                subscribe(chosen, open);
              }
            });
  }

  private void subscribe(URI chosen, OpenConnection open) {
    connection = open;
    open.connection().handler(message -> received(chosen, open, message));
    open.connection().endHandler(v -> ended(chosen, open, null));
    open.connection().exceptionHandler(e -> ended(chosen, open, e));
    open.connection().send(Requests.subscribe(CHANNEL)).onFailure(e -> ended(chosen, open, e));
  }

  private void received(URI from, OpenConnection open, Response message) {
    if (!open.equals(connection)) {
      return;
    }
    if (message.type() == ResponseType.ERROR) {
      if (refused.isNews(CHANNEL)) {
        LOG.warn(
            "Sentinel {} refuses to tell when the primary changes, which is seen later so: {}",
            from.getAuthority(),
            message);
      }
      return;
    }
    switch (message.get(0).toString()) {
      case "subscribe" -> {
        LOG.debug("Sentinel {} tells when the primary changes", from.getAuthority());
        // It may have done so while nobody listened.
        watch.suspect();
      }
      case "message" -> announced(from, message.get(2).toString());
      default -> LOG.debug("Sentinel {} sent something unknown", from.getAuthority());
    }
  }

  private void announced(URI from, String change) {
    // name, old host, old port, new host, new port
    if (change.startsWith(config.masterName() + " ")) {
      LOG.debug("Sentinel {} says that the primary has changed", from.getAuthority());
      watch.changed();
    }
  }

  private void ended(URI from, OpenConnection open, @Nullable Throwable e) {
    if (open.equals(connection)) {
      lost(from, e);
    }
  }

  private void lost(URI from, @Nullable Throwable e) {
    if (closed || !from.equals(sentinel)) {
      return;
    }
    LOG.debug(
        "Sentinel {} does not tell changes any more: {}",
        from.getAuthority(),
        e == null ? "it closed the connection" : Reason.of(e));
    leave();
    // The look-up tells who is there to move to.
    watch.suspect();
  }

  private void leave() {
    OpenConnection open = connection;
    if (sentinel != null) {
      left = sentinel;
    }
    sentinel = null;
    connection = null;
    if (open != null) {
      open.close();
    }
  }
}
