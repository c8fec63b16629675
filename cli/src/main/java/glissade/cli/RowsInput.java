package glissade.cli;

import glissade.data.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The rows that rules are compared on, beside a file that may be named, and in which batches. */
final class RowsInput {
  @Mixin private TableInput table = new TableInput();

  @Option(
      names = "--batch",
      paramLabel = "full|N,…",
      description =
          "rows of a step, one entry for each way that rules take part; as many as there are, or more, are full (default: full,256,1)")
  private String batch = "full,256,1";

  /** Whether there are rows. */
  boolean isGiven(@Nullable Path file) {
    return file != null || table.query() != null;
  }

  /** The file or the query, as it was given. */
  String name(@Nullable Path file) {
    return file != null ? file.toString() : Objects.requireNonNull(table.query());
  }

  Table open(@Nullable Path file) {
    return table.open(file);
  }

  /** How many rows make a step; {@link Long#MAX_VALUE} for all. */
  List<Long> batches() {
    List<Long> batches = new ArrayList<>();
    for (String size : batch.split(",", -1)) {
      String text = size.strip();
      if (!text.matches("full|\\d{1,18}")) {
        throw new UsageException(
            "--batch takes `full` or numbers of rows, such as full,256,1, not `%s`"
                .formatted(batch));
      }
      batches.add(text.equals("full") ? Long.MAX_VALUE : Long.parseLong(text));
    }
    return batches;
  }
}
