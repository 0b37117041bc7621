package io.github.redsessions;

/**
 * Says when a login began, so that one that began before the user's sessions were revoked doesn't
 * outlive the revocation: taken from {@link RedisSessions#loginTicket()} before the credentials are
 * verified, and handed to {@link RedisSessions#logIn(io.vertx.ext.web.RoutingContext,
 * io.vertx.ext.auth.User, LoginTicket)} after. Source: row L10.
 *
 * <p>Good for one login or many, of any user, on every server of the fleet. Not secret. Nothing can
 * be read from it. Immutable.
 *
 * @param number the number of the last revocation before it
 */
public record LoginTicket(long number) {}
