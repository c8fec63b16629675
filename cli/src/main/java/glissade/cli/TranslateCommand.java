package glissade.cli;

import glissade.optimize.Translation;
import glissade.rule.ConfiguredRule;
import glissade.rule.Rule;
import glissade.rule.Rules;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code glissade translate}. */
@Command(
    name = "translate",
    mixinStandardHelpOptions = true,
    description = {
      "Finds the settings that make one dialect of RMSProp behave as another, and tries them out; or says why there are none.",
      "",
      "The exit code is 2 if there are none.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  glissade translate rmsprop-pytorch --set lr=0.01,momentum=0.9 --to rmsprop",
      "  glissade translate rmsprop-keras --to rmsprop-optax"
    })
final class TranslateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "RULE_A", description = "the rule to behave as")
  private String from = "";

  @Option(
      names = "--to",
      paramLabel = "RULE_B",
      required = true,
      description = "the rule whose settings are sought")
  private String to = "";

  @Option(names = "--set", paramLabel = "NAME=VALUE,…", description = "settings of RULE_A")
  private List<String> settings = new ArrayList<>();

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  @Override
  public Integer call() {
    ConfiguredRule a = RuleInput.with(Rules.find(from).configured(), settings);
    Rule b = Rules.find(to);
    Translation translation = Translation.of(a, b);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("schema", "glissade/translate/1");
      object.put("from", a.rule().name());
      object.put("to", b.name());
      object.put("possible", translation.isPossible());
      object.put("settings", translation.settings());
      object.put("reasons", translation.reasons());
      object.put("difference", translation.difference());
      out.println(Json.line(object));
    } else if (translation.isPossible()) {
      out.println(RunReport.settings(a));
      out.println("is  " + asOptions(b, translation));
      out.printf(
          "On 100 random gradients the two stay within %.1g of the way of each other.%n",
          translation.difference());
    } else {
      PrintWriter err = spec.commandLine().getErr();
      err.println("glissade: no settings of `" + b + "` do that:");
      translation.reasons().forEach(reason -> err.println("  " + reason));
      err.printf(
          "nearest  %s, which parts by %.1g of the way%n",
          asOptions(b, translation), translation.difference());
    }
    return translation.isPossible() ? ExitCode.OK : ExitCode.USAGE;
  }

  private static String asOptions(Rule rule, Translation translation) {
    String set =
        translation.settings().entrySet().stream()
            .map(setting -> setting.getKey() + "=" + setting.getValue())
            .collect(Collectors.joining(","));
    return "--rule " + rule.name() + (set.isEmpty() ? "" : " --set '" + set + "'");
  }
}
