package io.github.redsessions.store;

import io.github.redsessions.config.SessionConfig;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * What all sessions of a store have in common.
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
public record SessionRules(
    SessionConfig config,
    KeyRing keyRing,
    SealKeys sealKeys,
    InstantSource clock,
    RandomBytes random,
    AttributeValues values,
    Consumer<LargeSession> largeSessions) {}
