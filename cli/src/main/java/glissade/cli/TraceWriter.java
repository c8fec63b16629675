package glissade.cli;

import glissade.formula.Point;
import glissade.optimize.Observer;
import glissade.optimize.Progress;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the path of a run, a row a step: CSV, or JSON lines. */
final class TraceWriter implements AutoCloseable {
  private final Path file;
  private final BufferedWriter writer;
  private final boolean csv;
  private final List<String> names;

  private TraceWriter(Path file, BufferedWriter writer, boolean csv, List<String> names)
      throws IOException {
    this.file = file;
    this.writer = writer;
    this.csv = csv;
    this.names = names;
    if (csv) {
      writer.write("step,value," + String.join(",", names) + "\n");
    }
  }

  static TraceWriter open(Path file, Point start) {
    String name = file.toString();
    if (!name.endsWith(".csv") && !name.endsWith(".jsonl")) {
      throw new UsageException("--trace writes .csv or .jsonl files, not `" + name + "`");
    }
    boolean csv = name.endsWith(".csv");
    List<String> written = csv ? start.elementNames() : start.names();
    for (String own : List.of("step", "value")) {
      if (written.contains(own)) {
        throw new UsageException(
            "--trace writes a `%s` of its own: give the parameter `%s` another name, or leave out --trace"
                .formatted(own, own));
      }
    }
    try {
      return new TraceWriter(file, Files.newBufferedWriter(file), csv, start.elementNames());
    } catch (IOException e) {
      throw new UsageException("cannot write the trace " + file + ": " + OutputFile.reason(e));
    }
  }

  /**
   * Writes every K-th step. A run also reports its end to observers, which is a row only if due.
   */
  Observer every(long steps) {
    return progress -> {
      if (progress.step() % steps == 0) {
        row(progress);
      }
    };
  }

  /** A row without a value: there is no loss. */
  void row(long step, Point parameters) {
    try {
      if (csv) {
        StringBuilder row = new StringBuilder().append(step).append(",");
        for (double number : parameters.toArray()) {
          row.append(",").append(Json.shortest(number));
        }
        writer.write(row.append("\n").toString());
      } else {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("step", step);
        row.putAll(Json.of(parameters));
        writer.write(Json.line(row) + "\n");
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private UsageException failed(IOException e) {
    return new UsageException("cannot write the trace " + file + ": " + OutputFile.reason(e));
  }

  private void row(Progress progress) {
    try {
      if (csv) {
        writer.write(Long.toString(progress.step()));
        writer.write(",");
        writer.write(Json.shortest(progress.value()));
        for (int i = 0; i < names.size(); i++) {
          writer.write(",");
          writer.write(Json.shortest(progress.parameter(i)));
        }
      } else {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("step", progress.step());
        row.put("value", progress.value());
        row.putAll(Json.of(progress.parameters()));
        writer.write(Json.line(row));
      }
      writer.write("\n");
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public void close() {
    try {
      writer.close();
    } catch (IOException e) {
      throw failed(e);
    }
  }
}
