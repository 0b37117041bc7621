package io.github.redsessions.bench;

import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.colors.ChartColor;

/** The requests a second of reads, changes and logins, side by side, as SVG. */
final class Plot {

  private static final List<Load> SHOWN = List.of(Load.READ, Load.CHANGE, Load.LOGIN);

  private Plot() {}

  /**
   * Draws it.
   *
   * @param file without the ending {@code .svg}, which is added
   */
  static void draw(Summary summary, Path file) throws IOException {
    List<Load> loads = SHOWN.stream().filter(summary.loads()::contains).toList();
    if (loads.isEmpty()) {
      return;
    }
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(960)
            .height(480)
            .title("Requests per second, one event loop, 64 connections")
            .yAxisTitle("requests/s")
            .build();
    style(chart);
    List<String> names = loads.stream().map(Load::id).toList();
    for (Contender contender : Contender.values()) {
      List<Double> rates = new ArrayList<>();
      for (Load load : loads) {
        rates.add(summary.median(load, contender, Sample::requestsPerSecond).orElse(0));
      }
      if (rates.stream().anyMatch(rate -> rate > 0)) {
        chart.addSeries(contender.title(), names, rates).setFillColor(new Color(contender.color()));
      }
    }
    VectorGraphicsEncoder.saveVectorGraphic(chart, file.toString(), VectorGraphicsFormat.SVG);
  }

  private static void style(CategoryChart chart) {
    Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
    chart.getStyler().setLegendPosition(LegendPosition.InsideNE);
    chart.getStyler().setLegendFont(font);
    chart.getStyler().setAxisTickLabelsFont(font);
    chart.getStyler().setAxisTitleFont(font);
    chart.getStyler().setChartTitleFont(font.deriveFont(Font.BOLD, 15f));
    chart.getStyler().setChartBackgroundColor(ChartColor.WHITE.getColor());
    chart.getStyler().setPlotGridVerticalLinesVisible(false);
    chart.getStyler().setAvailableSpaceFill(0.92);
    chart.getStyler().setYAxisDecimalPattern("#,##0");
  }
}
