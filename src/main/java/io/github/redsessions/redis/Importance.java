package io.github.redsessions.redis;

import io.github.redsessions.config.DurabilityConfig;

/**
 * What is lost with a write that a failover loses. Public because the store says it of each write;
 * applications have no use for it.
 */
public enum Importance {
  /** Data of the application, or a touch. */
  DATA,
  /** A login, a rotation or a logout: somebody would get in who must not, or be thrown out. */
  PRIVILEGE,
  /** The way back from a change that has already failed: nobody waits for it once more. */
  UNDO,
  /** What is told of the others: nobody waits for it at all. */
  AUDIT;

  /** Tells whether a write of this kind waits for replicas. */
  boolean isDurable(DurabilityConfig durability) {
    return durability.replicas() > 0
        && switch (this) {
          case PRIVILEGE -> true;
          case DATA -> durability.allWrites();
          case UNDO, AUDIT -> false;
        };
  }
}
