package io.github.redsessions;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a user may be shown of one of their sessions; nothing in it can be sent as a cookie.
 * Immutable. Source: OWASP ASVS 5.0 7.5.2, row L4.
 *
 * @param handle names the session, for {@link RedisSessions#revoke}; stays the same when the id is
 *     rotated
 * @param created when the session began, which may be before the login
 * @param authenticatedAt when the user last logged in with it, null if nobody did
 * @param lastAccess when it was last used, exact to {@code session.touchIntervalMs}
 * @param expiresAt when it ends if it isn't used any more
 * @param address the IP address that logged in, null if it isn't known; {@code local} for a client
 *     at the other end of a Unix socket
 * @param userAgent the {@code User-Agent} that logged in, null if there was none; at most 256
 *     characters, control characters and line separators written as {@code \\uXXXX}. It is the
 *     client's word: escape it in HTML
 * @param level the level that {@link RedisSessions#elevate} gave it, null for none and when it has
 *     lapsed
 */
public record SessionInfo(
    String handle,
    Instant created,
    @Nullable Instant authenticatedAt,
    Instant lastAccess,
    Instant expiresAt,
    @Nullable String address,
    @Nullable String userAgent,
    @Nullable String level) {}
