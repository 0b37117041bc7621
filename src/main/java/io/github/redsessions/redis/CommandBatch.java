package io.github.redsessions.redis;

import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Commands that leave in one write, with the replies told apart again. */
record CommandBatch(RedisConnection connection, List<PendingCommand> commands) {

  /**
   * Sends them.
   *
   * @param broken is told when the connection, and not a command, failed; the commands then still
   *     wait
   */
  void send(Consumer<Throwable> broken) {
    long now = System.nanoTime();
    commands.forEach(command -> command.sentAt(now));
    if (commands.size() == 1) {
      sendSingly(broken);
      return;
    }
    List<Request> requests = new ArrayList<>(commands.size());
    for (PendingCommand command : commands) {
      if (command.isAsking()) {
        requests.add(Requests.asking());
      }
      requests.add(command.request());
    }
    connection
        .batch(requests)
        .onComplete(
            (replies, e) -> {
              if (e == null) {
                complete(replies);
              } else if (ReplyError.of(e) != null) {
                // The client fails a batch as a whole when one reply is an error, and drops the
                // other replies: ask for each again.
                sendSingly(broken);
              } else {
                broken.accept(e);
              }
            });
  }

  private void complete(List<Response> replies) {
    int i = 0;
    for (PendingCommand command : commands) {
      if (command.isAsking()) {
        i++;
      }
      command.complete(replies.get(i++));
    }
  }

  private void sendSingly(Consumer<Throwable> broken) {
    for (PendingCommand command : commands) {
      if (command.isDone()) {
        continue;
      }
      if (command.isAsking()) {
        // Its own failure says nothing that the command's doesn't.
        connection.send(Requests.asking());
      }
      connection
          .send(command.request())
          .onComplete(
              (reply, e) -> {
                if (e == null) {
                  command.complete(reply);
                } else if (ReplyError.of(e) != null) {
                  command.fail(e);
                } else {
                  broken.accept(e);
                }
              });
    }
  }
}
