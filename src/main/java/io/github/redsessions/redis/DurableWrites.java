package io.github.redsessions.redis;

import io.github.redsessions.SessionNotReplicatedException;
import io.github.redsessions.config.DurabilityConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes of one event loop that count when enough replicas have them: each group of writes is
 * followed by one WAIT, and the next group collects meanwhile.
 *
 * <p>On a connection of their own, since WAIT keeps all other commands of its connection waiting,
 * and since it speaks of what its connection has written: when the connection is lost, a group is
 * sent again as a whole, with its WAIT, once, and has its deadline once more: {@code
 * redis.commandTimeoutMs} and twice {@code redis.durability.timeoutMs}.
 *
 * @see <a href="https://redis.io/docs/latest/commands/wait/">Redis: WAIT</a>
 */
final class DurableWrites {

  private final ContextInternal context;
  private final RedisLink link;
  private final DurabilityConfig durability;

  private List<Write> queue = new ArrayList<>();
  private boolean waiting;

  DurableWrites(ContextInternal context, RedisLink link, DurabilityConfig durability) {
    this.context = context;
    this.link = link;
    this.durability = durability;
  }

  private record Write(Request request, boolean asking, Promise<Response> promise) {}

  /**
   * Sends a write; the future fails with {@link SessionNotReplicatedException} when Redis has
   * carried it out and too few replicas have it in time.
   */
  Future<Response> send(ContextInternal caller, Request request, boolean asking) {
    Promise<Response> promise = caller.promise();
    context.execute(() -> accept(new Write(request, asking, promise)));
    return promise.future();
  }

  Future<Void> close() {
    return link.close();
  }

  private void accept(Write write) {
    if (queue.size() >= RedisLink.MAX_OUTSTANDING) {
      write.promise.fail(
          new OverloadException(RedisLink.MAX_OUTSTANDING + " writes already wait for replicas"));
      return;
    }
    queue.add(write);
    // At the end of the tick, so that all its writes are one group.
    if (!waiting && queue.size() == 1) {
      context.runOnContext(v -> sendGroup());
    }
  }

  private void sendGroup() {
    if (waiting || queue.isEmpty()) {
      return;
    }
    waiting = true;
    List<Write> group = queue;
    queue = new ArrayList<>();
    send(group, false);
  }

  private void send(List<Write> group, boolean again) {
    List<Future<Response>> replies = new ArrayList<>(group.size());
    group.forEach(write -> replies.add(link.send(context, write.request, write.asking)));
    link.send(context, Requests.waitFor(durability.replicas(), durability.timeout()), false)
        .onComplete(
            (count, e) -> {
              if (e instanceof ConnectionLostException && !again) {
                send(group, true);
                return;
              }
              waiting = false;
              for (int i = 0; i < group.size(); i++) {
                settle(group.get(i).promise, replies.get(i), count, e);
              }
              sendGroup();
            });
  }

  private void settle(
      Promise<Response> promise,
      Future<Response> reply,
      @Nullable Response count,
      @Nullable Throwable e) {
    if (!reply.succeeded()) {
      reply.onComplete(promise);
    } else if (count == null) {
      promise.fail(e == null ? notReplicated(0) : e);
    } else if (count.toInteger() < durability.replicas()) {
      promise.fail(notReplicated(count.toInteger()));
    } else {
      promise.complete(reply.result());
    }
  }

  private SessionNotReplicatedException notReplicated(int count) {
    return new SessionNotReplicatedException(
        count
            + " of "
            + durability.replicas()
            + " replicas had the change within "
            + durability.timeout().toMillis()
            + " ms");
  }
}
