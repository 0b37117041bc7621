package io.github.redsessions.store;

import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.BulkType;
import io.vertx.redis.client.impl.types.MultiType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Replies as Redis gives them, without a Redis. */
final class Replies {

  private Replies() {}

  /** What HGETALL says of a record with these names and values, or HMGET with null for none. */
  static Response of(@Nullable String... items) {
    return of(Arrays.asList(items));
  }

  static Response of(List<@Nullable String> items) {
    MultiType reply = MultiType.create(items.size(), false);
    items.forEach(
        item -> reply.add(item == null ? null : BulkType.create(Buffer.buffer(item), false)));
    return reply;
  }
}
