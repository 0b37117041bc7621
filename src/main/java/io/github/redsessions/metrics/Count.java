package io.github.redsessions.metrics;

/**
 * Everything that is counted, but for the events of the audit. A meter has at most one tag, whose
 * values are these: nothing that a client or Redis says ever becomes one. {@code
 * src/docs/metrics.md} tells what each means.
 */
public enum Count {
  /** A client's id opened a session, in memory or in Redis. */
  LOAD_HIT(Meters.LOADS, "result", "hit"),
  /** It isn't exactly an id of this store with a good signature: Redis was not asked. */
  LOAD_FORGED(Meters.LOADS, "result", "forged"),
  /** It names no session. */
  LOAD_UNKNOWN(Meters.LOADS, "result", "unknown"),
  /** It was rotated away a moment ago. */
  LOAD_LATE(Meters.LOADS, "result", "late"),
  /** It was rotated away longer ago: it may have been stolen. */
  LOAD_RETIRED(Meters.LOADS, "result", "retired"),
  /** Its session is over by this process's clock. */
  LOAD_EXPIRED(Meters.LOADS, "result", "expired"),
  /** Its record can't be read. */
  LOAD_UNREADABLE(Meters.LOADS, "result", "unreadable"),
  /** Redis could not be asked. */
  LOAD_FAILED(Meters.LOADS, "result", "failed"),

  /** A session was stored for the first time. */
  WRITE_CREATED(Meters.WRITES, "kind", "created"),
  /** A session was changed. */
  WRITE_SAVED(Meters.WRITES, "kind", "saved"),
  /** The last access of a session was written, and nothing else. */
  WRITE_TOUCHED(Meters.WRITES, "kind", "touched"),
  /** A session was ended, or was found to have ended already. */
  WRITE_DESTROYED(Meters.WRITES, "kind", "destroyed"),

  /** A session got a new id. */
  ROTATION(Meters.ROTATIONS, "", ""),
  /** A write was refused because another request has changed the session. */
  CONFLICT(Meters.CONFLICTS, "", ""),
  /** A late write was refused because its session is gone or has another id. */
  RESURRECTION_BLOCKED(Meters.RESURRECTIONS_BLOCKED, "", ""),
  /** An elevation has lapsed, and its session got a new id for that. */
  ELEVATION_LAPSED(Meters.ELEVATIONS_LAPSED, "", ""),

  /** A session was in memory. */
  NEAR_CACHE_HIT(Meters.NEAR_CACHE, "result", "hit"),
  /** A session was not in memory, and Redis was asked. */
  NEAR_CACHE_MISS(Meters.NEAR_CACHE, "result", "miss"),

  /** A connection to Redis was opened. */
  LINK_OPENED(Meters.LINKS, "change", "opened"),
  /** A connection that was open is gone. */
  LINK_LOST(Meters.LINKS, "change", "lost"),
  /** A connection could not be opened, or its server is taken for frozen. */
  LINK_FAILED(Meters.LINKS, "change", "failed"),

  /** Another server became the primary of a shard. */
  FAILOVER(Meters.FAILOVERS, "", ""),
  /** A command was tried again, since its shard did not serve. */
  RETRY(Meters.RETRIES, "", ""),

  /** A command failed in the end: Redis can't be reached, or doesn't answer in time. */
  FAILURE_UNAVAILABLE(Meters.FAILURES, "reason", "unavailable"),
  /** A command failed: Redis answered with an error. */
  FAILURE_REFUSED(Meters.FAILURES, "reason", "refused"),
  /** A command failed: TLS could not be agreed on. */
  FAILURE_TLS(Meters.FAILURES, "reason", "tls"),
  /** A command failed: more is asked of Redis than it answers. */
  FAILURE_OVERLOAD(Meters.FAILURES, "reason", "overload"),
  /** A write failed: too few replicas have it. */
  FAILURE_NOT_REPLICATED(Meters.FAILURES, "reason", "not-replicated"),
  /** A read failed: its record can't be understood. */
  FAILURE_FORMAT(Meters.FAILURES, "reason", "format");

  private final String meter;
  private final String tag;
  private final String value;

  Count(String meter, String tag, String value) {
    this.meter = meter;
    this.tag = tag;
    this.value = value;
  }

  /**
   * Names the meter.
   *
   * @return its name, with dots
   */
  public String meter() {
    return meter;
  }

  /**
   * Names the meter's tag.
   *
   * @return its key, empty for a meter without one
   */
  public String tag() {
    return tag;
  }

  /**
   * Gives the value of the tag.
   *
   * @return a word, empty for a meter without a tag
   */
  public String value() {
    return value;
  }
}
