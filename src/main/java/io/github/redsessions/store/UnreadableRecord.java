package io.github.redsessions.store;

/**
 * A record that was just put into quarantine.
 *
 * @param handle names the session
 * @param reason why it can't be read
 */
public record UnreadableRecord(String handle, Unreadable reason) {}
