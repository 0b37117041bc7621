package io.github.redsessions.bench;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.NumberFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.labels.StandardCategoryItemLabelGenerator;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.data.category.DefaultCategoryDataset;

/** The requests a second of reads, changes and logins, contender by contender, as SVG. */
final class Plot {

  private static final int WIDTH = 900;
  private static final int HEIGHT_PER_CONTENDER = 66;
  private static final int MARGIN = 110;
  private static final String NAMESPACE = "http://www.w3.org/2000/svg";

  /** Told apart by who sees no red or no green, and in print. */
  private static final List<Color> COLORS =
      List.of(new Color(0x08519C), new Color(0x6BAED6), new Color(0xBDBDBD));

  private static final List<Load> SHOWN = List.of(Load.READ, Load.CHANGE, Load.LOGIN);

  private Plot() {}

  /** Draws it, unless nothing of it was measured. */
  static void draw(Summary summary, Path file) throws IOException {
    List<Contender> contenders =
        Arrays.stream(Contender.values())
            .filter(contender -> summary.has(Load.READ, contender))
            .toList();
    if (contenders.isEmpty()) {
      return;
    }
    DefaultCategoryDataset rates = new DefaultCategoryDataset();
    for (Contender contender : contenders) {
      for (Load load : SHOWN) {
        summary
            .median(load, contender, Sample::requestsPerSecond)
            .ifPresent(rate -> rates.addValue(rate, load.id(), contender.title()));
      }
    }
    int height = MARGIN + HEIGHT_PER_CONTENDER * contenders.size();
    SVGGraphics2D canvas = canvas(height);
    chart(rates).draw(canvas, new Rectangle2D.Double(0, 0, WIDTH, height));
    try (Writer out = Files.newBufferedWriter(file)) {
      canvas.stream(out, true);
    }
  }

  private static JFreeChart chart(DefaultCategoryDataset rates) {
    JFreeChart chart =
        ChartFactory.createBarChart(
            "Requests per second: 64 connections, one event loop",
            null,
            null,
            rates,
            PlotOrientation.HORIZONTAL,
            true,
            false,
            false);
    chart.setBackgroundPaint(Color.WHITE);
    chart.getTitle().setFont(new Font(Font.SANS_SERIF, Font.BOLD, 15));
    chart.getLegend().setFrame(BlockBorder.NONE);
    CategoryPlot plot = chart.getCategoryPlot();
    plot.setBackgroundPaint(Color.WHITE);
    plot.setOutlineVisible(false);
    plot.setRangeGridlinePaint(new Color(0xDDDDDD));
    plot.getDomainAxis().setTickLabelFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    plot.getDomainAxis().setCategoryMargin(0.25);
    NumberAxis axis = (NumberAxis) plot.getRangeAxis();
    axis.setNumberFormatOverride(NumberFormat.getIntegerInstance(Locale.ROOT));
    axis.setUpperMargin(0.12);
    plot.setRenderer(bars());
    return chart;
  }

  private static BarRenderer bars() {
    BarRenderer bars = new BarRenderer();
    bars.setBarPainter(new StandardBarPainter());
    bars.setShadowVisible(false);
    bars.setItemMargin(0.05);
    for (int i = 0; i < COLORS.size(); i++) {
      bars.setSeriesPaint(i, COLORS.get(i));
    }
    bars.setDefaultItemLabelGenerator(
        new StandardCategoryItemLabelGenerator(
            "{2}", NumberFormat.getIntegerInstance(Locale.ROOT)));
    bars.setDefaultItemLabelFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
    bars.setDefaultItemLabelsVisible(true);
    return bars;
  }

  private static SVGGraphics2D canvas(int height) throws IOException {
    try {
      SVGGraphics2D canvas =
          new SVGGraphics2D(
              DocumentBuilderFactory.newInstance()
                  .newDocumentBuilder()
                  .getDOMImplementation()
                  .createDocument(NAMESPACE, "svg", null));
      canvas.setSVGCanvasSize(new Dimension(WIDTH, height));
      return canvas;
    } catch (ParserConfigurationException e) {
      throw new IOException("This Java can't make a document", e);
    }
  }
}
