package io.github.redsessions.bench;

import java.util.Locale;
import java.util.OptionalDouble;

/** Figures as text. */
final class Figures {

  private static final String NONE = "–";

  private Figures() {}

  /** Formats a figure, or writes a dash where there is none. */
  static String text(OptionalDouble value, String format) {
    return value.isEmpty() || !Double.isFinite(value.getAsDouble())
        ? NONE
        : String.format(Locale.ROOT, format, value.getAsDouble());
  }

  /** About three digits, whatever its size. */
  static String short3(double value) {
    double size = Math.abs(value);
    String format =
        size == Math.rint(size) || size >= 100
            ? "%,.0f"
            : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : size >= 0.1 ? "%.3f" : "%.5f";
    return String.format(Locale.ROOT, format, value);
  }
}
