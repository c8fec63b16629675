package glissade.cli;

import glissade.lab.ComparisonResult;
import glissade.lab.Numbers;
import glissade.lab.Outcome;
import glissade.lab.PerformanceProfile;
import glissade.lab.Quartiles;
import glissade.lab.RuleResult;
import glissade.lab.Suite;
import glissade.lab.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What came of a comparison, for people: as text, or as Markdown with nothing in it that differs
 * from machine to machine.
 *
 * @param markdown whether as Markdown
 */
record CompareTable(boolean markdown) {
  /** The factors at which a profile is shown; the last is for whatever was solved. */
  private static final double[] FACTORS = {1, 1.5, 2, 5, 10, 100, Double.POSITIVE_INFINITY};

  /** One problem. */
  List<String> lines(ComparisonResult result) {
    List<String> lines = new ArrayList<>();
    lines.add(markdown ? "`" + result.problem().name() + "`" : result.problem().name());
    lines.addAll(terms(result));
    lines.add("");
    lines.addAll(lines(table(result)));
    List<String> failures = failures(result);
    if (!failures.isEmpty()) {
      lines.add("");
      lines.addAll(failures);
    }
    return lines;
  }

  private List<String> lines(TextTable table) {
    return markdown ? table.markdown() : table.text();
  }

  private List<String> terms(ComparisonResult result) {
    List<String> terms = new ArrayList<>();
    String starts = "start " + result.problem().start();
    if (result.seeds() > 1) {
      starts +=
          "; for the other %d of %d seeds up to %s times each number's size, at least 1, away (seed %d)"
              .formatted(
                  result.seeds() - 1,
                  result.seeds(),
                  Numbers.brief(result.spread()),
                  result.seed());
    }
    terms.add(starts);
    terms.add(
        "each run has %s%s%s"
            .formatted(
                result.budget(),
                result.hasTarget() ? "; the target is " + Json.shortest(result.target()) : "",
                result.problem().noise() > 0
                    ? "; each number of each gradient is off by normal noise of deviation "
                        + Numbers.brief(result.problem().noise())
                    : ""));
    terms.add(rates(result));
    List<String> lines = new ArrayList<>(markdown ? List.of("") : List.of());
    terms.forEach(term -> lines.add((markdown ? "- " : "  ") + term));
    return lines;
  }

  private static String rates(ComparisonResult result) {
    return result.tuned()
        ? "learning rates: the best of 1e-5, 2e-5, 5e-5, …, 5, 10 for each rule, each tried with the whole budget on all seeds"
        : "learning rates: as each rule has them, unless set";
  }

  private TextTable table(ComparisonResult result) {
    List<String> headings =
        new ArrayList<>(List.of("rule", "learning rate", "loss at the end", "quartiles"));
    if (result.hasTarget()) {
      headings.addAll(List.of("steps to target", "quartiles", "gradients"));
      if (!markdown) {
        headings.add("seconds");
      }
      headings.add("reached");
    }
    TextTable table = new TextTable(headings);
    for (RuleResult rule : result.rules()) {
      List<String> cells = new ArrayList<>();
      cells.add(rule.entrant().name());
      cells.add(rate(rule));
      Quartiles loss = rule.loss();
      cells.add(Numbers.brief(loss.median()));
      cells.add(range(loss));
      if (result.hasTarget()) {
        Quartiles steps = rule.steps();
        cells.add(count(steps.median()));
        cells.add(range(steps));
        cells.add(count(rule.gradients().median()));
        if (!markdown) {
          cells.add(count(rule.seconds().median()));
        }
        cells.add(rule.reached() + " of " + result.seeds());
      }
      table.row(cells);
    }
    return table;
  }

  private static String rate(RuleResult rule) {
    return rule.tuning() == null
        ? rule.learningRate()
        : rule.learningRate() + (rule.tuning().isAtEdge() ? " (edge of grid)" : " (tuned)");
  }

  private static String count(double number) {
    return Double.isInfinite(number)
        ? "not reached"
        : number >= 1000 && number == Math.rint(number)
            ? Long.toString((long) number)
            : Numbers.brief(number);
  }

  private static String range(Quartiles quartiles) {
    return Double.isInfinite(quartiles.low())
        ? "–"
        : Numbers.brief(quartiles.low()) + " to " + Numbers.brief(quartiles.high());
  }

  private List<String> failures(ComparisonResult result) {
    List<String> lines = new ArrayList<>();
    for (RuleResult rule : result.rules()) {
      for (Map.Entry<Outcome, List<Trial>> failure : rule.failures().entrySet()) {
        lines.add(
            "%s%s: %s with %d of %d seeds; with seed %d %s"
                .formatted(
                    markdown ? "- " : "",
                    rule.entrant().name(),
                    failure.getKey(),
                    failure.getValue().size(),
                    result.seeds(),
                    failure.getValue().get(0).index() + 1,
                    failure.getValue().get(0).reason()));
      }
    }
    return lines;
  }

  /** Every function, then the profile. */
  List<String> lines(Suite suite) {
    List<String> lines = new ArrayList<>();
    ComparisonResult any = suite.results().get(0);
    List<String> names = suite.profile().names();
    lines.add("Median steps to the target, and how many of %d seeds met it".formatted(any.seeds()));
    lines.add("");
    List<String> headings = new ArrayList<>(List.of("function", "target"));
    headings.addAll(names);
    TextTable steps = new TextTable(headings);
    for (ComparisonResult result : suite.results()) {
      List<String> cells = new ArrayList<>();
      cells.add(result.problem().name());
      cells.add(Numbers.brief(result.target()));
      for (RuleResult rule : result.rules()) {
        double median = rule.steps().median();
        cells.add((Double.isInfinite(median) ? "–" : count(median)) + " (" + rule.reached() + ")");
      }
      steps.row(cells);
    }
    lines.addAll(lines(steps));
    lines.add("");
    lines.addAll(profile(suite.profile()));
    lines.add("");
    lines.add(
        "each run has %s; starts up to %s times each number's size, at least 1, away from the function's (seed %d)"
            .formatted(any.budget(), Numbers.brief(any.spread()), any.seed()));
    lines.add(rates(any));
    return lines;
  }

  private List<String> profile(PerformanceProfile profile) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Performance profile over %d functions and seeds: the part solved in at most so many times the steps of the best rule"
            .formatted(profile.problems()));
    lines.add("");
    List<String> headings = new ArrayList<>(List.of("rule"));
    for (double factor : FACTORS) {
      headings.add(Double.isInfinite(factor) ? "at all" : "×" + Numbers.brief(factor));
    }
    TextTable table = new TextTable(headings);
    for (int r = 0; r < profile.names().size(); r++) {
      List<String> cells = new ArrayList<>(List.of(profile.names().get(r)));
      for (double factor : FACTORS) {
        cells.add("%.2f".formatted(profile.at(r, factor)));
      }
      table.row(cells);
    }
    lines.addAll(lines(table));
    return lines;
  }
}
