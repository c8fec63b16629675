package glissade.cli;

import glissade.formula.Formula;
import glissade.formula.Point;
import glissade.optimize.GradientCheck;
import glissade.optimize.GradientCheck.Component;
import glissade.optimize.Loss;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code glissade check}. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Checks a formula's gradient against finite differences, at a point or at random ones.",
      "",
      "Exits with 0 if all agree, with 5 if any does not.",
      ""
    },
    footer = {"", "Example:", "  glissade check 'x^2*sin(y)' --at x=3,y=2"})
final class CheckCommand implements Callable<Integer> {
  private static final int MOST_COMPONENTS = 200;
  private static final double TOLERANCE = 1e-7;
  private static final String AGREES = "agrees";
  private static final String DISAGREES = "DISAGREES";

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private FormulaInput formulaInput = new FormulaInput();

  @Option(
      names = "--at",
      paramLabel = "NAME=VALUE,…",
      description = "the point; parameters left out are drawn at random, as single numbers")
  private List<String> at = new ArrayList<>();

  @Option(
      names = "--points",
      paramLabel = "N",
      description = "how many random points (default: 5; 1 if --at gives all parameters)")
  private int points = 5;

  @Option(names = "--seed", paramLabel = "SEED", description = "of the random points (default: 1)")
  private long seed = 1;

  @Option(names = "--json", description = "print one JSON object a point")
  private boolean json;

  @Override
  public Integer call() {
    if (points < 1) {
      throw new UsageException("--points must be at least 1, not " + points);
    }
    PrintWriter out = spec.commandLine().getOut();
    Formula formula = formulaInput.formula();
    Point given = Points.read("--at", at, formula);
    boolean all = given.names().containsAll(formula.names());
    SplittableRandom random = new SplittableRandom(seed);
    int disagreeing = 0;
    int agreeing = 0;
    int checked = 0;
    for (int i = 0; i < (all ? 1 : points); i++) {
      Point point = Point.empty();
      for (String name : formula.names()) {
        point =
            given.has(name)
                ? point.with(given.only(name))
                : point.with(name, Math.rint(random.nextDouble(-300, 300)) / 100);
      }
      List<Component> components =
          GradientCheck.of(Loss.of(formula, point), point, MOST_COMPONENTS);
      checked += components.size();
      agreeing += (int) components.stream().filter(c -> verdict(c).equals(AGREES)).count();
      disagreeing += (int) components.stream().filter(c -> verdict(c).equals(DISAGREES)).count();
      if (json) {
        out.println(Json.line(object(point, components)));
      } else {
        print(point, components, out);
      }
    }
    if (!json) {
      out.printf(
          "%n%s%s%n",
          agreeing == checked
              ? "all %d partial derivatives agree".formatted(checked)
              : "of %d partial derivatives %d agree, %d disagree, %d are unclear"
                  .formatted(checked, agreeing, disagreeing, checked - agreeing - disagreeing),
          all ? "" : " (seed %d)".formatted(seed));
    }
    return disagreeing == 0 ? ExitCode.OK : ExitCode.DIVERGED;
  }

  private static String verdict(Component component) {
    if (component.isClear()) {
      return component.agrees(TOLERANCE) ? AGREES : DISAGREES;
    }
    return "unclear: not smooth here";
  }

  private static void print(Point point, List<Component> components, PrintWriter out) {
    String text = point.toString();
    out.println("at " + (text.length() > 80 ? text.substring(0, 79) + "…" : text));
    out.printf("  %-10s %24s %24s %10s%n", "", "gradient", "finite differences", "difference");
    for (Component component : components) {
      out.printf(
          "  %-10s %24s %24s %10.1e  %s%n",
          component.name(),
          Json.shortest(component.analytic()),
          Json.shortest(component.numeric()),
          Math.abs(component.analytic() - component.numeric()),
          verdict(component));
    }
  }

  private static Map<String, Object> object(Point point, List<Component> components) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("at", Json.of(point));
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Component component : components) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("name", component.name());
      row.put("gradient", component.analytic());
      row.put("finiteDifferences", component.numeric());
      row.put("verdict", verdict(component));
      rows.add(row);
    }
    object.put("components", rows);
    return object;
  }
}
