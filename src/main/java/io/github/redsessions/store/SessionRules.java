package io.github.redsessions.store;

import io.github.redsessions.config.SessionConfig;
import java.time.InstantSource;

/**
 * What all sessions of a store have in common.
 *
 * @param config the keys under {@code session}
 * @param keyRing signs ids
 * @param sealKeys encrypt attributes
 * @param clock tells the time
 * @param random makes ids
 */
public record SessionRules(
    SessionConfig config,
    KeyRing keyRing,
    SealKeys sealKeys,
    InstantSource clock,
    RandomBytes random) {}
