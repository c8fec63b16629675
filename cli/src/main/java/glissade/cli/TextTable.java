package glissade.cli;

import java.util.ArrayList;
import java.util.List;

/** Cells under headings, as aligned text or as a Markdown table. */
record TextTable(List<String> headings, List<List<String>> rows) {

  /** The first column to the left, the others to the right, two spaces between. */
  List<String> text() {
    List<List<String>> all = new ArrayList<>(List.of(headings));
    all.addAll(rows);
    int[] widths = new int[headings.size()];
    for (List<String> row : all) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : all) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String pad = " ".repeat(widths[i] - row.get(i).length());
        line.append(i == 0 ? row.get(i) + pad : "  " + pad + row.get(i));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  List<String> markdown() {
    List<String> lines = new ArrayList<>();
    lines.add(line(headings));
    lines.add("|---|" + "---:|".repeat(headings.size() - 1));
    rows.forEach(row -> lines.add(line(row)));
    return lines;
  }

  private static String line(List<String> cells) {
    return "| "
        + String.join(" | ", cells.stream().map(cell -> cell.replace("|", "\\|")).toList())
        + " |";
  }
}
