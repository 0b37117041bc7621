package io.github.redsessions.redis;

import io.github.redsessions.redis.RedisConnector.OpenConnection;
import io.vertx.core.internal.ContextInternal;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import org.jspecify.annotations.Nullable;

/**
 * What is said over one connection of an {@link InvalidationLink}: {@code CLIENT TRACKING ON
 * BCAST}, and then questions, whose answers prove that nothing that was told before is missing.
 * ROLE is the question, since a server that was demoted tells of nothing that its successor
 * changes; in a cluster CLUSTER INFO too, since a primary that was cut off from the majority still
 * says that it is one.
 *
 * <p>One command is outstanding at a time, and its reply is taken from wherever it comes:
 * vertx-redis-client (5.0.10) forgets the oldest waiting command when a push arrives, and then
 * brings the reply as if it were a message.
 *
 * <p>Confined to the event loop of {@code context}.
 */
final class TrackingConnection {

  private final ContextInternal context;
  private final OpenConnection open;
  private final Invalidations invalidations;
  private final InvalidationLink link;
  private @Nullable Step waiting;
  private long askedAt;
  private boolean closed;

  TrackingConnection(
      ContextInternal context,
      OpenConnection open,
      Invalidations invalidations,
      InvalidationLink link) {
    this.context = context;
    this.open = open;
    this.invalidations = invalidations;
    this.link = link;
  }

  /** What is outstanding. */
  private enum Step {
    TRACK,
    ROLE,
    CLUSTER
  }

  /** Lets the server tell what changes from now on. */
  void track() {
    open.connection().handler(this::received);
    open.connection().endHandler(v -> link.lost(this, "it closed the connection"));
    open.connection().exceptionHandler(e -> link.lost(this, Reason.of(e)));
    ask(Step.TRACK);
  }

  /** Asks the next question, unless one is outstanding, which must not be for too long. */
  void askNext() {
    if (waiting == null) {
      ask(Step.ROLE);
    } else if (invalidations.isOverdue(askedAt)) {
      // The event loop may itself have been busy, with the answer waiting in the socket.
      long suspect = askedAt;
      context.setTimer(
          1,
          timer -> {
            if (waiting != null && askedAt == suspect) {
              link.lost(this, "it does not answer in time");
            }
          });
    }
  }

  /** Closes it; what still comes does not count. */
  void close() {
    closed = true;
    waiting = null;
    open.close();
  }

  private void ask(Step step) {
    askedAt = invalidations.now();
    send(step);
  }

  private void send(Step step) {
    waiting = step;
    open.connection()
        .send(request(step))
        .onComplete(
            (reply, e) -> {
              if (reply != null) {
                answered(reply);
              } else {
                link.unanswered(this, e);
              }
            });
  }

  private Request request(Step step) {
    return switch (step) {
      case TRACK -> Requests.trackingOn(invalidations.prefix());
      case ROLE -> Requests.role();
      case CLUSTER -> Requests.clusterInfo();
    };
  }

  private void received(Response message) {
    if (closed) {
      return;
    }
    if (message.type() == ResponseType.PUSH) {
      told(message);
    } else if (message instanceof Throwable error) {
      link.unanswered(this, error);
    } else {
      answered(message);
    }
  }

  /** {@code invalidate} and the keys, or null for all of them. */
  private void told(Response message) {
    if (!message.get(0).toString().equals("invalidate")) {
      return;
    }
    Response keys = message.get(1);
    if (keys != null) {
      keys.forEach(key -> invalidations.changed(key.toString()));
    } else {
      link.allChanged();
    }
  }

  private void answered(Response reply) {
    Step step = waiting;
    if (step == null || closed) {
      return;
    }
    waiting = null;
    switch (step) {
      case TRACK -> link.tracked(askedAt);
      case ROLE -> {
        if (!ServerRole.parse(reply).isPrimary()) {
          link.lost(this, "it is not the primary");
        } else if (invalidations.inCluster()) {
          send(Step.CLUSTER);
        } else {
          link.proved(askedAt);
        }
      }
      case CLUSTER -> {
        if (reply.toString().contains("cluster_state:ok")) {
          link.proved(askedAt);
        } else {
          link.lost(this, "it is cut off from the cluster");
        }
      }
    }
  }
}
