package glissade.cli;

import glissade.formula.Formula;
import glissade.formula.Point;
import glissade.optimize.Loss;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code glissade eval}. */
@Command(
    name = "eval",
    mixinStandardHelpOptions = true,
    description = {
      "Computes a formula, its gradient and its Hessian at a point, exactly as a run would.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  glissade eval 'x^2*y' --at x=3,y=2 --hessian",
      "  glissade eval --batch points.jsonl      # lines such as {\"formula\": \"x^2\", \"at\": {\"x\": 3}}"
    })
final class EvalCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private FormulaInput formulaInput = new FormulaInput();

  @Option(
      names = "--at",
      paramLabel = "NAME=VALUE,…",
      description = "the point: x=3,y=2 or 'w=[1,2,3]' or 'w[100]=0'; may be given several times")
  private List<String> at = new ArrayList<>();

  @Option(names = "--hessian", description = "the second derivatives too")
  private boolean hessian;

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  @Option(
      names = "--batch",
      paramLabel = "FILE",
      description =
          "evaluate each line of a JSON lines file (- is standard input), one answer a line")
  private @Nullable String batch;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    if (batch != null) {
      if (!at.isEmpty() || formulaInput.isGiven()) {
        throw new UsageException(
            "--batch reads formulas and points from the file: leave out FORMULA and --at");
      }
      new EvalBatch(hessian).run(batch, Main.standardInput(spec), out);
      return ExitCode.OK;
    }
    Formula formula = formulaInput.formula();
    Point point =
        formula.names().isEmpty() && at.isEmpty()
            ? Point.empty()
            : Points.read("--at", at, formula);
    Loss loss = Loss.of(formula, point);
    Map<String, Object> answer = answer(loss, point, hessian);
    if (json) {
      out.println(Json.line(answer));
    } else {
      print(answer, out);
    }
    return ExitCode.OK;
  }

  /** Value, gradient and Hessian by name; {@code warning} says what is not finite, and why. */
  static Map<String, Object> answer(Loss loss, Point point, boolean hessian) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("value", loss.value(point));
    answer.put("gradient", Json.of(loss.gradient(point)));
    if (hessian) {
      answer.put("hessian", byName(point, loss.hessian(point)));
    }
    String warning = loss.diagnose(point);
    if (!warning.isEmpty()) {
      answer.put("warning", warning);
    }
    return answer;
  }

  /** Second derivatives by name, shaped as the two parameters are. */
  private static Map<String, Object> byName(Point point, double[][] rows) {
    Map<String, Object> hessian = new LinkedHashMap<>();
    for (String one : point.names()) {
      Map<String, Object> row = new LinkedHashMap<>();
      for (String other : point.names()) {
        row.put(other, block(point, rows, one, other));
      }
      hessian.put(one, row);
    }
    return hessian;
  }

  private static Object block(Point point, double[][] rows, String one, String other) {
    List<Object> block = new ArrayList<>();
    int from = point.offset(other);
    int to = from + point.shape(other).size();
    for (int i = 0; i < point.shape(one).size(); i++) {
      double[] row = rows[point.offset(one) + i];
      block.add(
          point.shape(other).isScalar() ? (Object) row[from] : Arrays.copyOfRange(row, from, to));
    }
    return point.shape(one).isScalar() ? block.get(0) : block;
  }

  private void print(Map<String, Object> answer, PrintWriter out) {
    answer.forEach(
        (name, value) -> {
          if (name.equals("warning")) {
            spec.commandLine().getErr().println("glissade: " + value);
          } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, part) -> print(name, String.valueOf(key), part, out));
          } else {
            out.printf("%-9s %s%n", name, text(value));
          }
        });
  }

  private static void print(String name, String key, Object part, PrintWriter out) {
    if (part instanceof Map<?, ?> row) {
      row.forEach((other, cell) -> print(name, key + "," + other, cell, out));
    } else {
      out.printf("%-9s %s = %s%n", name, key, text(part));
    }
  }

  private static String text(Object value) {
    if (value instanceof double[] numbers) {
      return "["
          + String.join(", ", Arrays.stream(numbers).mapToObj(Json::shortest).toList())
          + "]";
    }
    if (value instanceof List<?> list) {
      return "[" + String.join(", ", list.stream().map(EvalCommand::text).toList()) + "]";
    }
    return value instanceof Double number ? Json.shortest(number) : String.valueOf(value);
  }
}
