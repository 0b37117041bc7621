package io.github.redsessions.redis;

/** What a new connection is for, and so what is asked of the server before it is used. */
enum ConnectionSetup {
  /** Reads and writes of sessions: the scripts are loaded. */
  SESSIONS,
  /** The same, where a failover may have made a replica of the server: ROLE must say master. */
  PRIMARY,
  /** Reads of sessions that need not be the newest: nothing. */
  REPLICA,
  /** The same in a cluster: READONLY, without which a replica sends every reader away. */
  CLUSTER_REPLICA,
  /** News of what has changed on a primary: RESP3 must be spoken, and ROLE must say master. */
  INVALIDATIONS,
  /** Questions about the other servers: nothing. */
  QUESTIONS,
  /** The same to a sentinel: its own credentials, and no database. */
  SENTINEL;

  /** True if the one who asks says itself what it makes of a server that doesn't answer. */
  boolean asksQuestions() {
    return this == QUESTIONS || this == SENTINEL;
  }

  /** True if it takes writes: scripts are loaded, and former connections are ended before that. */
  boolean takesWrites() {
    return this == SESSIONS || this == PRIMARY;
  }
}
