package io.github.redsessions.redis;

import io.vertx.redis.client.Response;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server calls a connection.
 *
 * @param run the id of the server's process, which no other one ever has
 * @param id of the connection, which no other one of that process ever has
 * @see <a href="https://redis.io/docs/latest/commands/client-id/">Redis: CLIENT ID</a>
 */
record ConnectionId(String run, long id) {

  private static final Pattern RUN = Pattern.compile("(?m)^run_id:(\\S+)");

  /**
   * Reads what HELLO and INFO have replied on the connection.
   *
   * @throws IllegalStateException if they don't say it
   */
  static ConnectionId parse(Response hello, Response info) {
    Response id = hello.get("id");
    Matcher run = RUN.matcher(info.toString());
    if (id == null || !run.find()) {
      throw new IllegalStateException("The server does not say what it calls the connection");
    }
    return new ConnectionId(run.group(1), id.toLong());
  }
}
