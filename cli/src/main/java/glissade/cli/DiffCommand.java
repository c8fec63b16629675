package glissade.cli;

import glissade.formula.CompileLimits;
import glissade.formula.Formula;
import glissade.formula.Point;
import glissade.formula.Precision;
import glissade.formula.Source;
import glissade.optimize.Loss;
import glissade.optimize.Replay;
import glissade.optimize.RuleDifference;
import glissade.rule.ConfiguredRule;
import glissade.rule.Rules;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code glissade diff}. */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    description = {
      "Replays the same gradients through two rules and says where they part, and how far apart they end.",
      "",
      "The gradients are those of a file, those that the first rule meets on a formula, or else seeded random ones.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  glissade diff rmsprop rmsprop-keras --set lr=0.01,rho=0.9,epsilon=1e-7",
      "  glissade diff rmsprop rmsprop-pytorch 'x^2 + y^2' --start x=5,y=4 --set lr=0.1,rho=0.9,epsilon=1e-6"
    })
final class DiffCommand implements Callable<Integer> {
  private static final int RANDOM_SIZE = 7;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "RULE_A", description = "a rule's name or .rule file")
  private String first = "";

  @Parameters(index = "1", paramLabel = "RULE_B", description = "another")
  private String second = "";

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "FORMULA",
      description = "take the gradients that RULE_A meets when it minimizes this")
  private @Nullable String formula;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE,…",
      description = "settings for both rules, by any of the names that each knows")
  private List<String> settings = new ArrayList<>();

  @Option(names = "--set-a", paramLabel = "NAME=VALUE,…", description = "settings for RULE_A")
  private List<String> firstSettings = new ArrayList<>();

  @Option(names = "--set-b", paramLabel = "NAME=VALUE,…", description = "settings for RULE_B")
  private List<String> secondSettings = new ArrayList<>();

  @Option(
      names = "--start",
      paramLabel = "NAME=VALUE,…",
      description = "where to start (default: 1 for each column of the gradients)")
  private List<String> starts = new ArrayList<>();

  @Option(
      names = "--gradients",
      paramLabel = "FILE.csv",
      description = "a header of parameter names, then a row a step")
  private @Nullable Path gradients;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "how many steps, with a formula or random gradients (default: 100)")
  private int steps = 100;

  @Option(names = "--seed", paramLabel = "SEED", description = "of random gradients (default: 1)")
  private long seed = 1;

  @Option(
      names = "--precision",
      paramLabel = "float|double",
      converter = PrecisionConverter.class,
      description = "the arithmetic to compute in (default: double)")
  private Precision precision = Precision.DOUBLE;

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  @Override
  public Integer call() {
    if (formula != null && gradients != null) {
      throw new UsageException("give a formula or --gradients, not both");
    }
    if (steps < 1) {
      throw new UsageException("--steps must be at least 1, not " + steps);
    }
    ConfiguredRule a = configured(first, firstSettings);
    ConfiguredRule b = configured(second, secondSettings);
    Point start = Points.read("--start", starts);
    List<double[]> rows;
    String origin;
    if (formula != null) {
      rows = met(a, Formula.parse(new Source("formula", formula), CompileLimits.DEFAULT), start);
      origin = "that %s meets on %s".formatted(first, formula);
    } else {
      Gradients given = gradients != null ? Gradients.read(gradients) : random();
      origin = gradients != null ? "of " + gradients : "drawn at random, seed " + seed;
      for (String name : start.size() > 0 ? List.<String>of() : given.names()) {
        start = start.with(name, 1);
      }
      rows = given.ordered(start.elementNames()).rows();
    }
    RuleDifference difference = RuleDifference.of(a, b, start, rows, precision);
    if (json) {
      spec.commandLine().getOut().println(Json.line(object(difference, rows.size())));
    } else {
      print(a, b, difference, rows.size(), origin);
    }
    return ExitCode.OK;
  }

  private ConfiguredRule configured(String rule, List<String> own) {
    return RuleInput.with(RuleInput.with(Rules.find(rule).configured(), settings), own);
  }

  private List<double[]> met(ConfiguredRule rule, Formula text, Point start) {
    Loss loss = Loss.of(text, start);
    Replay replay = new Replay(rule, start, precision, steps);
    List<double[]> rows = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      double[] gradient = loss.gradient(start.withArray(replay.parameters())).toArray();
      rows.add(gradient);
      replay.step(gradient);
    }
    return rows;
  }

  /** Gradients of many sizes, zeros among them. */
  private Gradients random() {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < RANDOM_SIZE; i++) {
      names.add("p" + i);
    }
    List<double[]> rows = new ArrayList<>();
    for (int t = 0; t < steps; t++) {
      double[] row = new double[RANDOM_SIZE];
      for (int i = 0; i < RANDOM_SIZE - 1; i++) {
        row[i] = random.nextDouble(-1, 1) * Math.pow(10, 2 * i - 5);
      }
      row[RANDOM_SIZE - 1] = random.nextInt(3) == 0 ? random.nextDouble(-1, 1) : 0;
      rows.add(row);
    }
    return new Gradients(names, rows);
  }

  private void print(
      ConfiguredRule a, ConfiguredRule b, RuleDifference difference, int count, String origin) {
    PrintWriter out = spec.commandLine().getOut();
    out.println("a: " + RunReport.settings(a));
    out.println("b: " + RunReport.settings(b));
    out.printf("%d gradients %s%n%n", count, origin);
    RuleDifference.Place parting = difference.first();
    RuleDifference.Place end = difference.end();
    if (parting == null) {
      out.println("the same to the bit at every step");
      return;
    }
    out.printf(
        "they part at step %d, in %s: %s against %s, %s%n",
        parting.step(),
        parting.name(),
        Json.shortest(parting.a()),
        Json.shortest(parting.b()),
        ulps(parting));
    if (end == null) {
      out.printf("at the end, step %d, they are the same to the bit%n", count);
      return;
    }
    out.printf(
        "at the end, step %d, they are furthest apart in %s: %s against %s, %s; difference %.2g, relative %.2g%n",
        end.step(),
        end.name(),
        Json.shortest(end.a()),
        Json.shortest(end.b()),
        ulps(end),
        Math.abs(end.a() - end.b()),
        end.relative());
  }

  private static String ulps(RuleDifference.Place place) {
    long ulps = place.ulps();
    return ulps == Long.MAX_VALUE
        ? "not comparable"
        : ulps == 1 ? "1 ulp" : "%,d ulps".formatted(ulps);
  }

  private Map<String, Object> object(RuleDifference difference, int count) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("schema", "glissade/diff/1");
    object.put("a", first);
    object.put("b", second);
    object.put("steps", count);
    object.put("same", difference.first() == null);
    put(object, "first", difference.first());
    put(object, "end", difference.end());
    return object;
  }

  private static void put(
      Map<String, Object> object, String name, RuleDifference.@Nullable Place place) {
    if (place != null) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("step", place.step());
      fields.put("parameter", place.name());
      fields.put("a", place.a());
      fields.put("b", place.b());
      fields.put("ulps", place.ulps());
      fields.put("relative", place.relative());
      object.put(name, fields);
    }
  }
}
