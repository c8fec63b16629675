package glissade.cli;

import glissade.formula.Printer;
import glissade.rule.Hyperparameter;
import glissade.rule.NamedSchedule;
import glissade.rule.Rule;
import glissade.rule.Rules;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code glissade rules}. */
@Command(
    name = "rules",
    mixinStandardHelpOptions = true,
    description = {
      "Lists the update rules, or shows one: its formula, hyperparameters and source.",
      ""
    })
final class RulesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NAME|FILE",
      description =
          "a rule from the list, or your own .rule file; with fragments around it: rmsprop+average")
  private @Nullable String name;

  @Option(names = "--markdown", description = "print the reference of all rules as a page")
  private boolean markdown;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (markdown && name != null) {
      throw new UsageException("--markdown prints all rules: leave out " + name);
    }
    if (markdown) {
      out.print(Reference.rules());
    } else if (name == null) {
      int width = Rules.names().stream().mapToInt(String::length).max().orElse(0);
      for (String each : Rules.names()) {
        out.println(each + " ".repeat(width + 2 - each.length()) + Rules.find(each).summary());
      }
      out.println();
      out.println("Around a rule, as in rmsprop+clip-by-norm+average:");
      int wide = Rules.fragmentNames().stream().mapToInt(String::length).max().orElse(0);
      for (String each : Rules.fragmentNames()) {
        String summary = Rules.fragment(each).summary();
        out.println("  +" + each + " ".repeat(wide + 2 - each.length()) + summary);
      }
      out.println();
      out.println(
          "One of them in full: glissade rules NAME. Your own: a .rule or .fragment file of the same form.");
      out.println();
      out.println("Schedules for their settings (in full: glissade rules --markdown):");
      NamedSchedule.all().forEach(schedule -> out.println("  " + schedule.heading()));
    } else {
      show(Rules.find(name), out);
    }
    return ExitCode.OK;
  }

  private static void show(Rule rule, PrintWriter out) {
    out.println(rule.name() + ": " + rule.summary());
    if (!rule.reference().isEmpty()) {
      out.println(rule.reference());
    }
    out.println();
    rule.formulaLines().forEach(line -> out.println("    " + line));
    if (!rule.hyperparameters().isEmpty() || !rule.options().isEmpty()) {
      out.println();
    }
    for (Hyperparameter hyper : rule.hyperparameters()) {
      out.printf(
          "%-14s %-8s in %-9s %s%s%n",
          hyper.name(),
          Printer.number(hyper.defaultValue()),
          hyper.range(),
          hyper.description(),
          also(hyper.aliases()));
    }
    for (glissade.rule.Option option : rule.options()) {
      out.printf(
          "%-14s %-21s %s%s%n",
          option.name(),
          option.defaultOn() ? "on" : "off",
          option.description(),
          also(option.aliases()));
    }
  }

  private static String also(List<String> aliases) {
    return aliases.isEmpty() ? "" : " (also: " + String.join(", ", aliases) + ")";
  }
}
