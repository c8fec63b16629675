package glissade.cli;

import glissade.rule.RuleCheck;
import glissade.rule.Rules;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code glissade rule-check}. */
@Command(
    name = "rule-check",
    mixinStandardHelpOptions = true,
    description = {
      "Runs an update rule on gradients drawn from a seed, and says what it does and does not do.",
      "",
      "The exit code is 2 if anything is wrong with the rule.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  glissade rule-check my.rule",
      "  glissade rule-check rmsprop+clip-by-norm --set momentum=0.9,nesterov=on"
    })
final class RuleCheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      index = "0",
      paramLabel = "NAME|FILE",
      description = "a rule's name, or your own .rule file")
  private String name = "";

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE,…",
      description = "hyperparameters and options of the rule")
  private List<String> settings = new ArrayList<>();

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  @Override
  public Integer call() {
    RuleCheck check = RuleCheck.of(RuleInput.with(Rules.find(name).configured(), settings));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.line(object(check)));
    } else {
      print(check, out);
    }
    return check.isSound() ? ExitCode.OK : ExitCode.USAGE;
  }

  private static void print(RuleCheck check, PrintWriter out) {
    out.println(RunReport.settings(check.rule()));
    out.println();
    int width =
        check.findings().stream().mapToInt(f -> f.property().toString().length()).max().orElse(0);
    for (RuleCheck.Finding finding : check.findings()) {
      String property = finding.property().toString();
      out.printf(
          "%-4s  %s%s  %s%n",
          finding.verdict().name().toLowerCase(Locale.ROOT),
          property,
          " ".repeat(width - property.length()),
          finding.sentence());
    }
    out.println();
    out.println(check.conclusion());
  }

  private static Map<String, Object> object(RuleCheck check) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("schema", "glissade/rule-check/1");
    object.put("rule", check.rule().rule().name());
    object.put("sound", check.isSound());
    List<Object> findings = new ArrayList<>();
    for (RuleCheck.Finding finding : check.findings()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("property", finding.property().toString());
      one.put("verdict", finding.verdict().name().toLowerCase(Locale.ROOT));
      one.put("sentence", finding.sentence());
      findings.add(one);
    }
    object.put("findings", findings);
    object.put("conclusion", check.conclusion());
    return object;
  }
}
