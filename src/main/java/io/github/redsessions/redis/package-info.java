/**
 * The link to Redis: connections with deadlines, topologies, the one class that issues commands,
 * the embedded server.
 */
@NullMarked
package io.github.redsessions.redis;

import org.jspecify.annotations.NullMarked;
