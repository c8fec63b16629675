package glissade.lab;

import glissade.formula.Point;
import glissade.formula.Printer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A comparison in words and cells, which tables, pages and reports share.
 *
 * @param result what came of it
 * @param seconds whether to show seconds, which differ from machine to machine and run to run
 */
public record Summary(ComparisonResult result, boolean seconds) {

  private static final int LONGEST = 80;

  /** The terms on which the rules met: starts, budget, target, noise, learning rates. */
  public List<String> terms() {
    List<String> terms = new ArrayList<>();
    String starts = "seed 1 starts at " + brief(result.problem().start());
    if (result.seeds() > 1) {
      starts +=
          result.seeds() == 2
              ? "; seed 2 " + away()
              : "; seeds 2 to %d %s".formatted(result.seeds(), away());
    }
    terms.add(starts);
    String budget = "each run has " + result.budget() + target(result.target());
    if (result.problem().noise() > 0) {
      budget +=
          "; each number of each gradient is off by normal noise of deviation "
              + Numbers.brief(result.problem().noise());
    }
    terms.add(budget);
    terms.add(rates());
    return terms;
  }

  /** The target, after what comes before; nothing if there is none. */
  static String target(double target) {
    if (Double.isNaN(target)) {
      return "";
    }
    String exact = Printer.number(target);
    return "; the target is " + (exact.length() <= 10 ? exact : "about " + Numbers.brief(target));
  }

  /** A point in no more than a line. */
  static String brief(Point point) {
    List<String> parts = new ArrayList<>();
    for (String name : point.names()) {
      double[] numbers = point.get(name);
      boolean same = Arrays.stream(numbers).allMatch(number -> number == numbers[0]);
      parts.add(
          same && numbers.length > 3
              ? "%s[%d]=%s".formatted(name, numbers.length, Printer.number(numbers[0]))
              : point.only(name).toString());
    }
    String all = String.join(", ", parts);
    return all.length() <= LONGEST ? all : all.substring(0, LONGEST) + "…";
  }

  /** How the other seeds' starts lie to the first's. */
  public String away() {
    return "up to %s*max(1, |number|) away from it in each number (--seed %d)"
        .formatted(Numbers.brief(result.spread()), result.seed());
  }

  /** Where learning rates come from. */
  public String rates() {
    return rates(result.tuned(), "rule", "steps");
  }

  static String rates(boolean tuned, String each, String cost) {
    return tuned
        ? "learning rates: the best of 1e-7, 2e-7, 5e-7, …, 5, 10 for each %s, each tried with the whole budget on all seeds: fewest median %s to the target, then the least median loss"
            .formatted(each, cost)
        : "learning rates: as each rule has them, unless set";
  }

  /** What the columns of {@link #rows} are. */
  public List<String> headings() {
    List<String> headings =
        new ArrayList<>(List.of("rule", "learning rate", "loss at the end", "quartiles"));
    if (result.hasTarget()) {
      headings.addAll(List.of("steps to target", "quartiles", "gradients"));
      if (seconds) {
        headings.add("seconds");
      }
      headings.add("reached");
    }
    return headings;
  }

  /** A row for each rule. */
  public List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    for (RuleResult rule : result.rules()) {
      List<String> cells = new ArrayList<>();
      cells.add(rule.entrant().name());
      cells.add(rate(rule.learningRate(), rule.tuning()));
      cells.add(Numbers.brief(rule.loss().median()));
      cells.add(range(rule.loss()));
      if (result.hasTarget()) {
        cells.add(count(rule.steps().median()));
        cells.add(range(rule.steps()));
        cells.add(count(rule.gradients().median()));
        if (seconds) {
          cells.add(count(rule.seconds().median()));
        }
        cells.add(rule.reached() + " of " + result.seeds());
      }
      rows.add(cells);
    }
    return rows;
  }

  /** A learning rate, and whether it was found. */
  static String rate(String rate, @Nullable Tuning tuning) {
    return tuning == null ? rate : rate + (tuning.isAtEdge() ? " (edge of grid)" : " (tuned)");
  }

  /** A median count: a whole one with all its digits, a dash where half did not meet the target. */
  public static String count(double number) {
    return Double.isInfinite(number)
        ? "–"
        : number >= 1000 ? Long.toString(Math.round(number)) : Numbers.brief(number);
  }

  /** From the lower to the upper quartile. */
  static String range(Quartiles quartiles) {
    return Double.isInfinite(quartiles.low())
        ? "–"
        : Numbers.brief(quartiles.low()) + " to " + Numbers.brief(quartiles.high());
  }

  /** Which rules failed how often, and the first reason of each kind. */
  public List<String> failures() {
    List<String> lines = new ArrayList<>();
    for (RuleResult rule : result.rules()) {
      rule.failures()
          .forEach(
              (outcome, trials) ->
                  lines.add(
                      failure(
                          rule.entrant().name(),
                          outcome,
                          "%d of %d".formatted(trials.size(), result.seeds()),
                          trials.get(0).index(),
                          trials.get(0).reason())));
    }
    return lines;
  }

  /** How often a rule failed, and how at first. */
  static String failure(String name, Outcome outcome, String often, int index, String reason) {
    return "%s: %s with %s seeds; with seed %d %s"
        .formatted(name, outcome, often, index + 1, reason);
  }
}
