package io.github.redsessions.bench.app;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.prng.VertxContextPRNG;
import io.vertx.ext.web.sstore.AbstractSession;
import java.util.HashMap;
import java.util.Map;

/** A session of {@link TableStore}. */
final class TableSession extends AbstractSession {

  private static final long TIMEOUT_MS = 1_800_000;

  /** The checksum of what the table holds; none for a session that it doesn't hold. */
  private final Integer stored;

  TableSession(VertxContextPRNG random, long timeout, int length) {
    super(random, timeout, length);
    stored = null;
  }

  TableSession(VertxContextPRNG random, String id, JsonObject data) {
    super(random);
    setId(id);
    setTimeout(TIMEOUT_MS);
    // Lists and objects in the types in which they were put.
    Map<String, Object> attributes = new HashMap<>();
    data.fieldNames().forEach(name -> attributes.put(name, data.getValue(name)));
    setData(attributes);
    stored = crc();
  }

  boolean isChanged() {
    return stored == null || isRegenerated() || stored != checksum();
  }
}
