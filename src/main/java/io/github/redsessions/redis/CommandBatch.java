package io.github.redsessions.redis;

import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
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
    commands.forEach(command -> requests.add(command.request()));
    connection
        .batch(requests)
        .onComplete(
            (replies, e) -> {
              if (e == null) {
                for (int i = 0; i < replies.size(); i++) {
                  commands.get(i).complete(replies.get(i));
                }
              } else if (isReply(e)) {
                // The client fails a batch as a whole when one reply is an error, and drops the
                // other replies: ask for each again.
                sendSingly(broken);
              } else {
                broken.accept(e);
              }
            });
  }

  private void sendSingly(Consumer<Throwable> broken) {
    for (PendingCommand command : commands) {
      if (!command.isDone()) {
        connection
            .send(command.request())
            .onComplete(
                (reply, e) -> {
                  if (e == null) {
                    command.complete(reply);
                  } else if (isReply(e)) {
                    command.fail(e);
                  } else {
                    broken.accept(e);
                  }
                });
      }
    }
  }

  /** The client reports a closed connection as if Redis had said so. */
  private static boolean isReply(Throwable e) {
    return RedisCommands.isReply(e)
        && !String.valueOf(e.getMessage()).contains("CONNECTION_CLOSED");
  }
}
