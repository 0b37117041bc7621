package io.github.redsessions.metrics;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the registry of vertx-micrometer-metrics, which need not be on the class path. */
final class MeterRegistries {

  private static final Logger LOG = LoggerFactory.getLogger(MeterRegistries.class);

  private MeterRegistries() {}

  /** Gives meters in the registry of that name, null if there is none, or no Micrometer. */
  static @Nullable MicrometerMeters find(String name, SessionMeters meters) {
    try {
      return MicrometerMeters.inRegistry(name, meters);
    } catch (LinkageError e) {
      LOG.debug("There is no Micrometer: {}", e.toString());
      return null;
    }
  }
}
