package glissade.fit;

import glissade.data.Block;
import glissade.data.BlockReader;
import glissade.data.Blocks;
import glissade.data.DataException;
import glissade.formula.Suggestion;
import glissade.rule.SettingsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes arrays of numbers of a block of rows: one for each input of a formula, and the weights
 * after them. For one thread.
 */
final class RowArrays {
  private final RowNames names;
  private final boolean weighted;

  /** By column that is read as a category, what a code of the blocks is in the formula. */
  private final Map<String, int[]> codes = new LinkedHashMap<>();

  private final Map<String, List<String>> labels;
  private final double[][] buffers;

  /**
   * For blocks.
   *
   * @param labels by column, the texts that the formula counts off
   * @throws SettingsException if the formula looks for a text that is not among them
   */
  RowArrays(RowNames names, Blocks blocks, Map<String, List<String>> labels, boolean weighted) {
    this.names = names;
    this.weighted = weighted;
    this.labels = labels;
    for (String column : names.categories()) {
      List<String> known = labels.getOrDefault(column, List.of());
      List<String> own = blocks.labels(place(column));
      codes.put(column, own.stream().mapToInt(known::indexOf).toArray());
    }
    this.buffers = new double[names.inputs().size()][];
    for (int i = 0; i < buffers.length; i++) {
      RowNames.Input input = names.inputs().get(i);
      if (input.use() != RowNames.Use.NUMBER) {
        buffers[i] = new double[blocks.blockRows()];
      }
      if (input.use() == RowNames.Use.MATCH) {
        code(input);
      }
    }
  }

  /** The texts of each column that is read as a category. */
  static Map<String, List<String>> labels(RowNames names, Blocks blocks, boolean weighted) {
    Map<String, List<String>> labels = new LinkedHashMap<>();
    int first = names.numbers().size() + (weighted ? 1 : 0);
    for (String column : names.categories()) {
      labels.put(column, blocks.labels(first + labels.size()));
    }
    return labels;
  }

  /**
   * Looks for texts in columns of categories that are not among those that the formula counts off.
   *
   * @throws DataException if there is one
   */
  void requireKnown(Blocks blocks) {
    for (String column : names.categories()) {
      int[] own = codes.getOrDefault(column, new int[0]);
      if (Arrays.stream(own).anyMatch(code -> code < 0)) {
        requireKnown(blocks, column, own);
      }
    }
  }

  private void requireKnown(Blocks blocks, String column, int[] own) {
    int at = place(column);
    BlockReader reader = blocks.reader();
    for (int b = 0; b < blocks.count(); b++) {
      Block block = reader.read(b);
      int[] texts = block.codes(at);
      for (int r = 0; r < block.rows(); r++) {
        if (own[texts[r]] < 0) {
          throw new DataException(
              blocks.table(),
              "column `%s` has the text '%s' in %s, which the fit has not met; it knows: %s"
                  .formatted(
                      column,
                      blocks.labels(at).get(texts[r]),
                      blocks.rowName(b, r),
                      Suggestion.listed(labels.getOrDefault(column, List.of()))));
        }
      }
    }
  }

  /** Where a column of categories is among those that are read. */
  private int place(String column) {
    return names.numbers().size() + (weighted ? 1 : 0) + names.categories().indexOf(column);
  }

  /** How many arrays there are. */
  int count() {
    return buffers.length + (weighted ? 1 : 0);
  }

  /** The arrays, valid as long as the block, and until the next call. */
  double[][] of(Block block) {
    double[][] arrays = Arrays.copyOf(buffers, count());
    List<String> numbers = names.numbers();
    for (int i = 0; i < buffers.length; i++) {
      RowNames.Input input = names.inputs().get(i);
      if (input.use() == RowNames.Use.NUMBER) {
        arrays[i] = block.doubles(numbers.indexOf(input.column()));
      } else {
        fill(arrays[i], input, block);
      }
    }
    if (weighted) {
      arrays[buffers.length] = block.doubles(numbers.size());
    }
    return arrays;
  }

  private void fill(double[] values, RowNames.Input input, Block block) {
    int[] own = block.codes(place(input.column()));
    int[] known = codes.getOrDefault(input.column(), new int[0]);
    if (input.use() == RowNames.Use.CODE) {
      for (int r = 0; r < block.rows(); r++) {
        values[r] = known[own[r]];
      }
      return;
    }
    int wanted = code(input);
    for (int r = 0; r < block.rows(); r++) {
      values[r] = known[own[r]] == wanted ? 1 : 0;
    }
  }

  private int code(RowNames.Input input) {
    List<String> known = labels.getOrDefault(input.column(), List.of());
    int code = known.indexOf(input.text());
    if (code < 0) {
      List<String> shown = new ArrayList<>(known.subList(0, Math.min(10, known.size())));
      throw new SettingsException(
          "no row of column `%s` has the text '%s'%s; there are: %s%s"
              .formatted(
                  input.column(),
                  input.text(),
                  Suggestion.didYouMean(input.text(), known),
                  String.join(", ", shown),
                  known.size() > shown.size() ? ", …" : ""));
    }
    return code;
  }
}
