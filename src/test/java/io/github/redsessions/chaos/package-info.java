/**
 * The guarantees under faults. Clients with cookie jars talk to three service processes, each
 * request to a random one, while Redis, the network and the services are broken and mended at
 * random; what they saw is checked as a whole by {@code history}. {@code ChaosIT} runs it.
 *
 * <p>All random decisions come from one seed, which is printed. They are the same for the same
 * seed; how the threads and processes of a run interleave is not.
 */
package io.github.redsessions.chaos;
