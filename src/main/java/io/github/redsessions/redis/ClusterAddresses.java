package io.github.redsessions.redis;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * How the nodes of a cluster are reached that another node names.
 *
 * @param addresses as those of the configuration, so that TLS stays TLS
 */
record ClusterAddresses(Addresses addresses) {

  /**
   * A node.
   *
   * @param host an IP address or a name; null or empty if a node doesn't know its own or leaves it
   *     to the client, and then that of the sender counts; {@code ?} for one that is not known
   * @param sender who says so
   * @return null if it can't be reached by this
   */
  @Nullable URI of(@Nullable String host, String port, URI sender) {
    // A URL has an IPv6 address in brackets.
    return addresses.of(
        host == null || host.isEmpty() ? sender.getHost().replaceAll("[\\[\\]]", "") : host, port);
  }
}
