/**
 * What the tests share: real redis-servers that can be frozen and killed, alone or as whole fleets,
 * a recorder of the commands a server receives, a link that can be cut, a light connection for
 * loads, and bounded waiting.
 *
 * <p>{@link io.github.redsessions.testkit.RedisServer} is where to start, {@link
 * io.github.redsessions.testkit.SentinelFleet} and {@link
 * io.github.redsessions.testkit.ClusterFleet} are made of it, and {@link
 * io.github.redsessions.testkit.ProviderChoice} says where it comes from.
 */
package io.github.redsessions.testkit;
