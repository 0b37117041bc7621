package io.github.redsessions.redis;

import java.util.Locale;
import java.util.Optional;

/** Names the redis-server binary for a platform, as {@code org.signal:embedded-redis} calls it. */
final class BinaryName {

  private static final String VERSION = "7.0.15";

  private BinaryName() {}

  /**
   * Names the resource that holds the binary for a platform.
   *
   * @param osName the system property {@code os.name}
   * @param osArch the system property {@code os.arch}
   * @return the resource, or nothing when no binary is published for the platform
   */
  static Optional<String> of(String osName, String osArch) {
    return system(osName)
        .flatMap(system -> architecture(system, osArch))
        .map(suffix -> "redis-server-" + VERSION + "-" + suffix);
  }

  /**
   * Tells whether a platform is Windows.
   *
   * @param osName the system property {@code os.name}
   * @return true for every Windows
   */
  static boolean isWindows(String osName) {
    return osName.toLowerCase(Locale.ROOT).startsWith("windows");
  }

  private static Optional<String> system(String osName) {
    String name = osName.toLowerCase(Locale.ROOT);
    if (name.startsWith("linux")) {
      return Optional.of("linux");
    }
    return name.startsWith("mac") ? Optional.of("darwin") : Optional.empty();
  }

  private static Optional<String> architecture(String system, String osArch) {
    String suffix =
        switch (osArch.toLowerCase(Locale.ROOT)) {
          case "amd64", "x86_64" -> "amd64";
          case "aarch64", "arm64" -> "arm64";
          case "x86", "i386", "i486", "i586", "i686" -> system.equals("linux") ? "386" : "";
          default -> "";
        };
    return suffix.isEmpty() ? Optional.empty() : Optional.of(system + "-" + suffix);
  }
}
