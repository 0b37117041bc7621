/**
 * Sessions in Redis for Vert.x Web: {@link io.github.redsessions.RedisSessions} is the one door.
 *
 * <p>Where things are:
 *
 * <ul>
 *   <li>a request enters at {@code login.LoginVerticle} (its routes) or at the router of an
 *       application, and then at {@link io.github.redsessions.RedisSessions#handler()}
 *   <li>a Redis command is issued in {@code redis.RedisCommands} and nowhere else
 *   <li>a Redis key is built in {@code store.SessionKeys} and nowhere else
 *   <li>a configuration key is read in the records of {@code config}
 * </ul>
 *
 * <p>Dependencies run one way: login, web, store, redis; {@code config} is read by all and reads
 * none. The exceptions of this package may be used everywhere.
 */
@NullMarked
package io.github.redsessions;

import org.jspecify.annotations.NullMarked;
