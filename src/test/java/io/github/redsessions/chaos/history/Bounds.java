package io.github.redsessions.chaos.history;

import java.time.Duration;
import java.util.Set;

/**
 * What a fleet was configured to hold.
 *
 * @param maxPerUser how many sessions a user may have before the first of them is evicted
 * @param brief the users whose sessions have the short deadlines
 * @param idle how long those sessions may be unused
 * @param absolute how long they live
 * @param revocation how long a session may outlive the end of all sessions of its user, if it was
 *     missing in the index
 * @param step the budget of one command
 * @param recovery how soon nothing fails any more when the last fault is mended
 * @param slack what is allowed on top of every duration, for the machine
 */
public record Bounds(
    int maxPerUser,
    Set<String> brief,
    Duration idle,
    Duration absolute,
    Duration revocation,
    Duration step,
    Duration recovery,
    Duration slack) {}
