package io.github.redsessions.config;

/**
 * Meters for Micrometer: the keys under {@code metrics}. Immutable.
 *
 * @param enabled {@code metrics.enabled}: true lets the login service make a Prometheus registry of
 *     that name for its meters and those of the JVM, unless Vert.x has made one; default false. A
 *     router needs no key: it uses the registry that Vert.x was built with
 * @param registryName {@code metrics.registryName}: the name that {@code MicrometerMetricsOptions}
 *     gave the registry, default {@code default}, which is theirs; 1 to 64 letters, digits,
 *     hyphens, underscores and dots
 */
public record MetricsConfig(boolean enabled, String registryName) {

  private static final TextRule NAME =
      TextRule.matching(
          "1 to 64 letters, digits, hyphens, underscores and dots", "[A-Za-z0-9._-]{1,64}");

  static MetricsConfig read(ConfigReader in) {
    return new MetricsConfig(in.flag("enabled", false), in.text("registryName", "default", NAME));
  }
}
