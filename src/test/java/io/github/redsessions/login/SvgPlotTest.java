package io.github.redsessions.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.login.SvgPlot.Line;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines as SVG. */
class SvgPlotTest {

  private static String figure(Double... values) {
    return SvgPlot.figure("Logins", "30 min", List.of(new Line("succeeded", List.of(values))));
  }

  @Test
  void nothingYet_isAnEmptyPlot() {
    assertThat(figure()).contains("succeeded 0").doesNotContain("polyline");
  }

  @Test
  void values_goFromLeftToRightAndFromBottomToTop() {
    assertThat(figure(0.0, 5.0, 10.0)).contains("points=\"0.0,140.0 300.0,75.0 600.0,10.0\"");
  }

  @Test
  void oneValue_isNow() {
    assertThat(figure(1.0)).contains("points=\"600.0,10.0\"");
  }

  /** A clock that is set back makes a rate negative. */
  @Test
  void lessThanNothing_isNothing() {
    assertThat(figure(-5.0)).contains("points=\"600.0,140.0\"");
  }

  @Test
  void whoSeesNoPicture_isToldTheSame() {
    assertThat(figure(3.0, 4.25))
        .contains(
            "role=\"img\" aria-label=\"Logins, the last 30 min. Now: succeeded 4.3\"",
            "<figcaption>Logins: <span>succeeded 4.3</span></figcaption>");
  }

  @Test
  void texts_areEscaped() {
    assertThat(SvgPlot.figure("<a>", "\"", List.of(new Line("&", List.of(1.0)))))
        .contains("&lt;a&gt;", "&quot;", "&amp; 1")
        .doesNotContain("<a>");
  }

  /** The policy of the service allows neither. */
  @Test
  void svg_hasNoScriptAndNoStyle() {
    assertThat(figure(1.0, 2.0)).doesNotContain("style=", "<style", "<script", "href", "onload");
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "0.3, 1", "1, 1", "1.1, 2", "2, 2", "3, 5", "7, 10", "12, 20", "51, 100"})
  void axis_endsAtARoundNumber(double max, double axis) {
    assertThat(SvgPlot.ceiling(max)).isEqualTo(axis);
  }

  @ParameterizedTest
  @CsvSource({"0, '0'", "1234567, '1,234,567'", "0.25, '0.3'", "1234.5, '1,234.5'"})
  void numbers_areReadable(double number, String text) {
    assertThat(SvgPlot.number(number)).isEqualTo(text);
  }
}
