package io.github.redsessions.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * A Markdown table whose columns are as wide as their widest cell: the first left, others right.
 */
final class TextTable {

  private final List<List<String>> rows = new ArrayList<>();

  TextTable(List<String> headings) {
    rows.add(headings);
  }

  void row(List<String> cells) {
    rows.add(cells);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      text.append('|');
      for (int column = 0; column < row.size(); column++) {
        String space = " ".repeat(width(column) - row.get(column).length());
        text.append(' ').append(column == 0 ? row.get(0) + space : space + row.get(column));
        text.append(" |");
      }
      text.append('\n');
      if (row == rows.get(0)) {
        text.append('|');
        for (int column = 0; column < row.size(); column++) {
          String line = "-".repeat(width(column));
          text.append(column == 0 ? ":" + line + "-|" : "-" + line + ":|");
        }
        text.append('\n');
      }
    }
    return text.toString();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
