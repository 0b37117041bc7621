package io.github.redsessions.redis;

import io.vertx.core.internal.ContextInternal;
import org.jspecify.annotations.Nullable;

/**
 * Hears from one primary which keys have changed, over a connection of its own that speaks RESP3
 * ({@link TrackingConnection}): opens it, opens it again when it is lost, and keeps the {@link
 * Tracking} in which what is read counts.
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
  private @Nullable TrackingConnection connection;
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
                connection = new TrackingConnection(context, open, invalidations, this);
                connection.track();
              }
            });
  }

  void close() {
    closed = true;
    TrackingConnection open = connection;
    connection = null;
    endTracking();
    if (open != null) {
      open.close();
    }
  }

  /** Asks the next question over the connection, if there is one. */
  void tick(Shard now) {
    shard = now;
    Tracking span = tracking;
    TrackingConnection open = connection;
    if (span != null && !span.isOfNow(now)) {
      renewTracking(span);
    }
    if (open != null) {
      open.askNext();
    }
  }

  /** The server tells of every change from a moment on. */
  void tracked(long moment) {
    backoff.reset();
    tracking = invalidations.newTracking(shard, node, moment);
    invalidations.began(node, reported);
    reported = false;
  }

  /** The server has told of every change from before a moment. */
  void proved(long moment) {
    Tracking span = tracking;
    if (span != null) {
      span.prove(moment);
    }
  }

  /** The server says that every key has changed. */
  void allChanged() {
    Tracking span = tracking;
    if (span != null) {
      renewTracking(span);
    }
  }

  /** A command failed, and its connection is of no use any more. */
  void unanswered(TrackingConnection open, Throwable e) {
    if (leave(open)) {
      failed(e);
    }
  }

  /** A connection is of no use any more. */
  void lost(TrackingConnection open, String why) {
    if (leave(open)) {
      missing(why);
    }
  }

  /** Takes note that a connection is of no use any more; false if that was known. */
  private boolean leave(TrackingConnection open) {
    if (!open.equals(connection)) {
      return false;
    }
    connection = null;
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
