package io.github.redsessions.redis;

import io.github.redsessions.redis.RedisConnector.OpenConnection;
import io.vertx.core.internal.ContextInternal;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import org.jspecify.annotations.Nullable;

/**
 * The connection over which one primary tells which keys have changed: RESP3, {@code CLIENT
 * TRACKING ON BCAST}, and then questions at short intervals, whose answers prove that nothing that
 * was told before is missing. ROLE is the question, since a server that was demoted tells of
 * nothing that its successor changes; in a cluster CLUSTER INFO too, since a primary that was cut
 * off from the majority still says that it is one.
 *
 * <p>One command is outstanding at a time, and its reply is taken from wherever it comes:
 * vertx-redis-client (5.0.10) forgets the oldest waiting command when a push arrives, and then
 * brings the reply as if it were a message.
 *
 * <p>All state is confined to the event loop of {@code context}, but for {@link #tracking()}.
 */
final class InvalidationLink {

  /** So rarely is a server asked again that has refused: somebody has to change its rights. */
  private static final long REFUSED_MILLIS = 10_000;

  private final ContextInternal context;
  private final RedisConnector connector;
  private final RedisNode node;
  private final Invalidations invalidations;
  private final Backoff backoff = new Backoff(25, 500);

  private Shard shard;
  private volatile @Nullable Tracking tracking;
  private @Nullable OpenConnection connection;
  private @Nullable Step waiting;
  private long askedAt;
  private boolean reported;
  private boolean closed;

  InvalidationLink(
      ContextInternal context,
      RedisConnector connector,
      Shard shard,
      RedisNode node,
      Invalidations invalidations) {
    this.context = context;
    this.connector = connector;
    this.shard = shard;
    this.node = node;
    this.invalidations = invalidations;
  }

  /** What is outstanding. */
  private enum Step {
    TRACK,
    ROLE,
    CLUSTER
  }

  /** The span in which what is read now would count, null while nobody tells of changes. */
  @Nullable Tracking tracking() {
    return tracking;
  }

  /** Connects, and goes on trying until it is closed. */
  void open() {
    connector
        .open()
        .onComplete(
            (open, e) -> {
              if (open == null) {
                failed(e);
              } else if (closed) {
                open.close();
              } else {
                connected(open);
              }
            });
  }

  void close() {
    closed = true;
    OpenConnection open = connection;
    connection = null;
    endTracking();
    if (open != null) {
      open.close();
    }
  }

  /** Asks the next question, unless one is outstanding, which must not be for too long. */
  void tick(Shard now) {
    shard = now;
    Tracking span = tracking;
    OpenConnection open = connection;
    if (span != null && !span.isOfNow(now)) {
      renewTracking(span);
    }
    if (open == null) {
      return;
    }
    if (waiting == null) {
      ask(open, Step.ROLE);
    } else if (invalidations.isOverdue(askedAt)) {
      // The event loop may itself have been busy, with the answer waiting in the socket.
      long suspect = askedAt;
      context.setTimer(
          1,
          timer -> {
            if (waiting != null && askedAt == suspect) {
              lost(open, "it does not answer in time");
            }
          });
    }
  }

  private void connected(OpenConnection open) {
    connection = open;
    open.connection().handler(message -> received(open, message));
    open.connection().endHandler(v -> lost(open, "it closed the connection"));
    open.connection().exceptionHandler(e -> lost(open, Reason.of(e)));
    ask(open, Step.TRACK);
  }

  private void ask(OpenConnection open, Step step) {
    askedAt = invalidations.now();
    send(open, step);
  }

  private void send(OpenConnection open, Step step) {
    waiting = step;
    open.connection()
        .send(request(step))
        .onComplete(
            (reply, e) -> {
              if (reply != null) {
                answered(open, reply);
              } else {
                unanswered(open, e);
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

  private void received(OpenConnection open, Response message) {
    if (!open.equals(connection)) {
      return;
    }
    if (message.type() == ResponseType.PUSH) {
      told(message);
    } else if (message instanceof Throwable error) {
      unanswered(open, error);
    } else {
      answered(open, message);
    }
  }

  /** {@code invalidate} and the keys, or null for all of them. */
  private void told(Response message) {
    if (!message.get(0).toString().equals("invalidate")) {
      return;
    }
    Response keys = message.get(1);
    Tracking span = tracking;
    if (keys != null) {
      keys.forEach(key -> invalidations.changed(key.toString()));
    } else if (span != null) {
      renewTracking(span);
    }
  }

  private void answered(OpenConnection open, Response reply) {
    Step step = waiting;
    if (step == null || !open.equals(connection)) {
      return;
    }
    waiting = null;
    switch (step) {
      case TRACK -> {
        backoff.reset();
        tracking = invalidations.newTracking(shard, node, askedAt);
        invalidations.began(node, reported);
        reported = false;
      }
      case ROLE -> {
        if (!ServerRole.parse(reply).isPrimary()) {
          lost(open, "it is not the primary");
        } else if (invalidations.inCluster()) {
          send(open, Step.CLUSTER);
        } else {
          prove();
        }
      }
      case CLUSTER -> {
        if (reply.toString().contains("cluster_state:ok")) {
          prove();
        } else {
          lost(open, "it is cut off from the cluster");
        }
      }
    }
  }

  private void prove() {
    Tracking span = tracking;
    if (span != null) {
      span.prove(askedAt);
    }
  }

  private void unanswered(OpenConnection open, Throwable e) {
    if (leave(open)) {
      failed(e);
    }
  }

  private void lost(OpenConnection open, String why) {
    if (leave(open)) {
      missing(why);
    }
  }

  /** Takes note that a connection is of no use any more; false if that was known. */
  private boolean leave(OpenConnection open) {
    if (!open.equals(connection)) {
      return false;
    }
    connection = null;
    waiting = null;
    open.close();
    endTracking();
    return true;
  }

  private void failed(Throwable e) {
    ReplyError error = ReplyError.of(e);
    if (error == null || error.isPassing()) {
      missing(Reason.of(e));
    } else {
      // What Redis says after the first word may quote the command.
      invalidations.refused(node, error.kind());
      openAfter(REFUSED_MILLIS);
    }
  }

  private void missing(String why) {
    if (!closed) {
      invalidations.ended(node, why, reported);
      reported = true;
    }
    openAfter(backoff.nextMillis());
  }

  private void openAfter(long millis) {
    context.setTimer(
        millis,
        timer -> {
          if (!closed) {
            open();
          }
        });
  }

  private void endTracking() {
    Tracking span = tracking;
    if (span != null) {
      tracking = null;
      span.end();
      invalidations.allChanged();
    }
  }

  private void renewTracking(Tracking span) {
    tracking = invalidations.newTracking(shard, node, span.provenAt());
    span.end();
    invalidations.allChanged();
  }
}
