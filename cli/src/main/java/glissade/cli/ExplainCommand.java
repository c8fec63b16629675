package glissade.cli;

import glissade.compile.CompiledKernel;
import glissade.formula.Formula;
import glissade.formula.Point;
import glissade.formula.Precision;
import glissade.optimize.Loss;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code glissade explain}. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what Glissade makes of a formula: its parameters, its gradient as formulas, and the size of the code.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  glissade explain 'x^2 + y^2'",
      "  glissade explain 'norm(w)^2 + sum(exp(w[1:]))' --start 'w[10]' --listing"
    })
final class ExplainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private FormulaInput formulaInput = new FormulaInput();

  @Option(
      names = "--start",
      paramLabel = "NAME[N],…",
      description =
          "which parameters are vectors, and how long: 'w[100]'; others are single numbers")
  private List<String> starts = new ArrayList<>();

  @Option(names = "--listing", description = "the steps of the compiled code too")
  private boolean listing;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Formula formula = formulaInput.formula();
    Point given =
        Points.read("--start", starts.stream().map(ExplainCommand::valued).toList(), formula);
    Point layout = Point.empty();
    for (String name : formula.names()) {
      layout = given.has(name) ? layout.with(given.only(name)) : layout.with(name, 0);
    }
    Loss loss = Loss.of(formula, layout);
    Point shapes = layout;
    out.println(
        "parameters  "
            + String.join(
                ", ",
                layout.names().stream()
                    .map(
                        name ->
                            shapes.shape(name).isScalar()
                                ? name
                                : name + "[" + shapes.shape(name).size() + "]")
                    .toList()));
    out.println();
    loss.formulas().forEach(out::println);
    out.println();
    CompiledKernel kernel = loss.compile(Precision.DOUBLE, false);
    out.printf(
        "compiled    %,d bytes in %s, %s%n",
        kernel.bytecodes(),
        count(kernel.methods(), "method"),
        kernel.scratch().isEmpty()
            ? "no scratch"
            : count(kernel.scratch().size(), "scratch array"));
    if (listing) {
      out.println();
      loss.listing().forEach(out::println);
    }
    return ExitCode.OK;
  }

  private static String count(int number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }

  /** A shape alone is a value, too: the numbers do not matter here. Names have any letters. */
  private static String valued(String start) {
    return start.replaceAll("([\\p{L}\\p{M}\\p{Nd}_`]\\[\\d+\\])(?!\\s*=)", "$1=0");
  }
}
