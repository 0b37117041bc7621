/**
 * What the tests share: real redis-servers that can be frozen and killed, a recorder of the
 * commands a server receives, a link that can be cut, and bounded waiting.
 *
 * <p>{@link io.github.redsessions.testkit.RedisServer} is where to start.
 */
package io.github.redsessions.testkit;
