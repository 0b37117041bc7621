package io.github.redsessions.store;

/**
 * A session that has just grown over half of what is allowed.
 *
 * <p>Public because {@code RedisSessions} tells the audit.
 *
 * @param handle names the session
 * @param bytes how large all attributes are
 * @param maxBytes {@code session.maxBytes}
 * @param largest the name of the largest attribute
 * @param largestBytes how large that is
 */
public record LargeSession(
    String handle, long bytes, int maxBytes, String largest, long largestBytes) {}
