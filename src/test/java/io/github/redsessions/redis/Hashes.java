package io.github.redsessions.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Response;

/** Reads hashes as they are. */
final class Hashes {

  private Hashes() {}

  static Future<Response> hgetall(RedisCommands commands, String key) {
    return commands.hgetall(key, (fields, newest) -> fields);
  }
}
