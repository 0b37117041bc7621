package io.github.redsessions.metrics;

/** The names of all meters. {@code src/docs/metrics.md} lists them. */
public final class Meters {

  static final String LOADS = "redsessions.loads";
  static final String WRITES = "redsessions.writes";
  static final String ROTATIONS = "redsessions.rotations";
  static final String CONFLICTS = "redsessions.conflicts";
  static final String RESURRECTIONS_BLOCKED = "redsessions.resurrections.blocked";
  static final String ELEVATIONS_LAPSED = "redsessions.elevations.lapsed";
  static final String NEAR_CACHE = "redsessions.near.cache";
  static final String LINKS = "redsessions.links";
  static final String FAILOVERS = "redsessions.failovers";
  static final String RETRIES = "redsessions.retries";
  static final String FAILURES = "redsessions.failures";
  static final String EVENTS = "redsessions.events";
  static final String COMMANDS = "redsessions.commands";
  static final String PAYLOAD = "redsessions.payload";
  static final String ACTIVE_SESSIONS = "redsessions.active.sessions";
  static final String ACTIVE_USERS = "redsessions.active.users";
  static final String PRIMARIES = "redsessions.primaries";
  static final String SHARDS = "redsessions.shards";

  private Meters() {}
}
