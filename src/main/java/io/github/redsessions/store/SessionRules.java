package io.github.redsessions.store;

import io.github.redsessions.config.SessionConfig;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * What all sessions of a store have in common. Safe for use from any thread; the keys under {@code
 * session} may be replaced while requests are served.
 */
public final class SessionRules {

  private final KeyRing keyRing;
  private final SealKeys sealKeys;
  private final InstantSource clock;
  private final RandomBytes random;
  private final AttributeValues values;
  private final Consumer<LargeSession> largeSessions;
  private volatile SessionConfig config;
  private volatile Duration longestTimeout;

  /**
   * Creates the rules.
   *
   * @param config the keys under {@code session}
   * @param keyRing signs ids
   * @param sealKeys encrypt attributes
   * @param clock tells the time
   * @param random makes ids
   * @param values writes attributes as text
   * @param largeSessions is told of each session that was saved and has grown over half of what is
   *     allowed
   */
  public SessionRules(
      SessionConfig config,
      KeyRing keyRing,
      SealKeys sealKeys,
      InstantSource clock,
      RandomBytes random,
      AttributeValues values,
      Consumer<LargeSession> largeSessions) {
    this.config = config;
    this.longestTimeout = config.absoluteTimeout();
    this.keyRing = keyRing;
    this.sealKeys = sealKeys;
    this.clock = clock;
    this.random = random;
    this.values = values;
    this.largeSessions = largeSessions;
  }

  /**
   * Replaces what counts from now on. Sessions keep the deadlines that they have.
   *
   * @param next the keys under {@code session}, with the prefix, pseudonym key and types from
   *     before
   */
  public void replace(SessionConfig next) {
    if (next.absoluteTimeout().compareTo(longestTimeout) > 0) {
      longestTimeout = next.absoluteTimeout();
    }
    config = next;
  }

  SessionConfig config() {
    return config;
  }

  /** How long a session may last that this process has created, also one from before a change. */
  Duration longestTimeout() {
    return longestTimeout;
  }

  KeyRing keyRing() {
    return keyRing;
  }

  SealKeys sealKeys() {
    return sealKeys;
  }

  InstantSource clock() {
    return clock;
  }

  RandomBytes random() {
    return random;
  }

  AttributeValues values() {
    return values;
  }

  Consumer<LargeSession> largeSessions() {
    return largeSessions;
  }
}
