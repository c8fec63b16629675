package glissade.cli;

import glissade.formula.Suggestion;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/**
 * Recorded gradients.
 *
 * @param names the parameters, in the order of the columns
 * @param rows one a step
 */
record Gradients(List<String> names, List<double[]> rows) {

  /** Reads a CSV file of numbers: a header of parameter names, then a row a step. */
  static Gradients read(Path file) {
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      String header = reader.readLine();
      if (header == null || header.isBlank()) {
        throw new UsageException(file + " is empty; expected a header of parameter names");
      }
      List<String> names = cells(header.replace("\uFEFF", ""));
      if (new HashSet<>(names).size() < names.size()) {
        throw new UsageException(file + ":1: a parameter has two columns");
      }
      List<double[]> rows = new ArrayList<>();
      int line = 1;
      for (String text = reader.readLine(); text != null; text = reader.readLine()) {
        line++;
        if (!text.isBlank()) {
          rows.add(row(file, line, names, cells(text)));
        }
      }
      if (rows.isEmpty()) {
        throw new UsageException(file + " has a header and no gradients");
      }
      return new Gradients(names, rows);
    } catch (NoSuchFileException e) {
      throw new UsageException("no gradient file " + file);
    } catch (IOException e) {
      throw new UsageException("cannot read the gradient file " + file + ": " + e);
    }
  }

  private static List<String> cells(String line) {
    return Arrays.stream(line.split(",", -1)).map(String::strip).toList();
  }

  private static double[] row(Path file, int line, List<String> names, List<String> cells) {
    if (cells.size() != names.size()) {
      throw new UsageException(
          "%s:%d: %d cells, but the header has %d"
              .formatted(file, line, cells.size(), names.size()));
    }
    double[] row = new double[cells.size()];
    for (int i = 0; i < row.length; i++) {
      try {
        row[i] = Double.parseDouble(cells.get(i));
      } catch (NumberFormatException e) {
        throw new UsageException(
            "%s:%d: column `%s`: `%s` is not a number"
                .formatted(file, line, names.get(i), cells.get(i)));
      }
    }
    return row;
  }

  /** The rows with their columns in the order of the given names, which must be the same names. */
  Gradients ordered(List<String> wanted) {
    int[] columns = new int[wanted.size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = names.indexOf(wanted.get(i));
      if (columns[i] < 0) {
        throw new UsageException(
            "the gradients have no column `%s`%s"
                .formatted(wanted.get(i), Suggestion.didYouMean(wanted.get(i), names)));
      }
    }
    for (String name : names) {
      if (!wanted.contains(name)) {
        throw new UsageException(
            "the start has no `%s`, which has a column%s"
                .formatted(name, Suggestion.didYouMean(name, wanted)));
      }
    }
    return new Gradients(
        wanted,
        rows.stream()
            .map(row -> Arrays.stream(columns).mapToDouble(c -> row[c]).toArray())
            .toList());
  }
}
