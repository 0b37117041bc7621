package io.github.redsessions.login;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Lines over time as SVG inside of a page: drawn by the server, coloured by the stylesheet, read
 * aloud by its label. No script, and no style in it.
 */
final class SvgPlot {

  private static final int WIDTH = 600;
  private static final int HEIGHT = 166;
  private static final int TOP = 10;
  private static final int BOTTOM = 140;

  private SvgPlot() {}

  /**
   * A line.
   *
   * @param name in the legend
   * @param points at equal distances in time, the last one now
   */
  record Line(String name, List<Double> points) {

    double last() {
      return points.isEmpty() ? 0 : points.get(points.size() - 1);
    }

    private double max() {
      return points.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }

    String legend() {
      return name + " " + number(last());
    }
  }

  /**
   * Draws a figure with its caption.
   *
   * @param title what is shown, and in which unit
   * @param span how far the first value is back, such as {@code 30 min}
   * @param lines at most three, with as many values each
   */
  static String figure(String title, String span, List<Line> lines) {
    double max = ceiling(lines.stream().mapToDouble(Line::max).max().orElse(0));
    StringBuilder svg = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      svg.append(polyline(lines.get(i).points(), max, i + 1));
    }
    String legend = lines.stream().map(Line::legend).collect(Collectors.joining(", "));
    return """
        <figure class="plot">
        <figcaption>%1$s: <span>%2$s</span></figcaption>
        <svg viewBox="0 0 %3$d %4$d" role="img" aria-label="%1$s, the last %5$s. Now: %2$s">
        <line class="axis" x1="0" y1="%6$d" x2="%3$d" y2="%6$d"></line>
        <line class="axis" x1="0" y1="%7$d" x2="%3$d" y2="%7$d"></line>
        %8$s<text x="0" y="%9$d">%10$s</text>
        <text x="0" y="158">%5$s ago</text>
        <text class="end" x="%3$d" y="158">now</text>
        </svg>
        </figure>
        """
        .formatted(
            Html.escape(title),
            Html.escape(legend),
            WIDTH,
            HEIGHT,
            Html.escape(span),
            BOTTOM,
            TOP,
            svg,
            TOP + 14,
            number(max));
  }

  private static String polyline(List<Double> values, double max, int number) {
    if (values.isEmpty()) {
      return "";
    }
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < values.size(); i++) {
      double x = values.size() == 1 ? WIDTH : (double) WIDTH * i / (values.size() - 1);
      double y = BOTTOM - (BOTTOM - TOP) * Math.max(0, values.get(i)) / max;
      points.append(i == 0 ? "" : " ").append(coordinate(x)).append(',').append(coordinate(y));
    }
    return "<polyline class=\"line%d\" points=\"%s\"></polyline>\n".formatted(number, points);
  }

  private static String coordinate(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  /** The next of 1, 2, 5, 10, 20, … so that the axis has a number that can be read. */
  static double ceiling(double value) {
    if (value <= 1) {
      return 1;
    }
    double power = Math.pow(10, Math.floor(Math.log10(value)));
    for (int step : new int[] {1, 2, 5}) {
      if (value <= step * power) {
        return step * power;
      }
    }
    return 10 * power;
  }

  /** Whole numbers without a fraction, and others with one digit. */
  static String number(double number) {
    return number == Math.rint(number)
        ? String.format(Locale.ROOT, "%,d", (long) number)
        : String.format(Locale.ROOT, "%,.1f", number);
  }
}
