package glissade.cli;

import glissade.formula.Printer;
import glissade.functions.TestFunction;
import glissade.functions.TestFunctions;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code glissade functions}. */
@Command(
    name = "functions",
    mixinStandardHelpOptions = true,
    description = {
      "Lists the test functions, or shows one: its formula, domain, start, minima and source.",
      ""
    },
    footer = {"", "Compare rules on one:  glissade compare rosenbrock"})
final class FunctionsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NAME",
      description = "a function from the list")
  private @Nullable String name;

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      List<TestFunction> shown = name == null ? TestFunctions.all() : List.of(find(name));
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("schema", "glissade/functions/1");
      object.put("functions", shown.stream().map(FunctionsCommand::object).toList());
      out.println(Json.line(object));
    } else if (name == null) {
      int width = TestFunctions.names().stream().mapToInt(String::length).max().orElse(0);
      for (TestFunction each : TestFunctions.all()) {
        out.println(each.name() + " ".repeat(width + 2 - each.name().length()) + each.title());
      }
      out.println();
      out.println(
          "One of them in full: glissade functions NAME. Compare rules on it: glissade compare NAME.");
    } else {
      show(find(name), out);
    }
    return ExitCode.OK;
  }

  private static TestFunction find(String name) {
    try {
      return TestFunctions.find(name);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private static void show(TestFunction function, PrintWriter out) {
    out.println(function.name() + ": " + function.title());
    out.println(function.source());
    out.println();
    function.formula().lines().forEach(line -> out.println("    " + line));
    out.println();
    out.println(
        "domain   "
            + Printer.number(function.low())
            + " to "
            + Printer.number(function.high())
            + ", each number");
    out.println("start    " + function.start());
    out.println("minimum  " + Printer.number(function.value()));
    function.minima().forEach(point -> out.println("  at     " + point));
    if (function.noise() > 0) {
      out.println(
          "noise    " + Printer.number(function.noise()) + " in each number of each gradient");
    }
    if (!function.kink().isEmpty()) {
      out.println("kink     " + function.kink());
    }
  }

  private static Map<String, Object> object(TestFunction function) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", function.name());
    object.put("title", function.title());
    object.put("formula", function.formula());
    object.put("start", Json.of(function.startPoint()));
    object.put("domain", List.of(function.low(), function.high()));
    object.put("minimum", function.value());
    object.put("at", function.minimumPoints().stream().map(Json::of).toList());
    object.put("noise", function.noise());
    object.put("source", function.source());
    return object;
  }
}
