package glissade.lab;

import glissade.lab.RowTrial.Look;
import java.util.ArrayList;
import java.util.List;

/**
 * A comparison over rows in words and cells, which tables and reports share.
 *
 * @param result what came of it
 * @param seconds whether to show seconds, which differ from machine to machine and run to run
 */
public record RowSummary(RowComparisonResult result, boolean seconds) {
  /** Of so many numbers the units are shown. */
  private static final int MOST_UNITS = 8;

  /** The terms on which the rules met: rows, starts, budget, target, learning rates. */
  public List<String> terms() {
    RowTerms terms = result.terms();
    List<String> lines = new ArrayList<>();
    String each = terms.seeds() == 1 ? "a seed" : "each of %d seeds".formatted(terms.seeds());
    String decides =
        terms.drawn() ? "draws a start and the order of the rows" : "draws the order of the rows";
    lines.add("%d rows; %s %s (--seed %d)".formatted(terms.rows(), each, decides, terms.seed()));
    String work =
        timed() ? "" : ", %d row gradients".formatted(terms.budget().passes() * terms.rows());
    lines.add("each run has " + terms.budget() + work + Summary.target(terms.target()));
    lines.add(
        Summary.rates(terms.tuned(), "rule and batch size", "passes") + "; in units of " + units());
    lines.add(
        "the loss is the mean over all rows, looked at after 1/64, 1/32, … 1/2 of the first pass and after every pass"
            + (seconds ? "; looks count neither as passes nor as seconds" : ""));
    return lines;
  }

  private boolean timed() {
    return result.terms().budget().time() != null;
  }

  private String units() {
    RowTerms terms = result.terms();
    List<String> units = new ArrayList<>();
    for (int k = 0; k < Math.min(MOST_UNITS, terms.units().length); k++) {
      units.add(terms.parameters().get(k) + ": " + Numbers.brief(terms.units()[k]));
    }
    return String.join(", ", units) + (terms.units().length > MOST_UNITS ? ", …" : "");
  }

  /** What the columns of {@link #rows} are. */
  public List<String> headings() {
    List<String> headings =
        new ArrayList<>(List.of("rule", "batch", "learning rate", "loss at the end", "quartiles"));
    if (timed()) {
      headings.add("passes");
    }
    headings.add("steps");
    if (seconds) {
      headings.add("seconds");
    }
    if (result.terms().hasTarget()) {
      headings.addAll(
          List.of("passes to target", "quartiles", "steps to target", "row gradients to target"));
      if (seconds) {
        headings.add("seconds to target");
      }
      headings.add("reached");
    }
    return headings;
  }

  /** A row for each rule and batch size. */
  public List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    for (RowResult entrant : result.entrants()) {
      List<String> cells = new ArrayList<>();
      cells.add(entrant.entrant().rule().name());
      cells.add(entrant.entrant().batchName());
      cells.add(Summary.rate(entrant.entrant().rule().rate(), entrant.tuning()));
      cells.add(Numbers.brief(entrant.loss().median()));
      cells.add(Summary.range(entrant.loss()));
      if (timed()) {
        cells.add(Summary.count(entrant.spent(Look::passes).median()));
      }
      cells.add(Summary.count(entrant.spent(Look::steps).median()));
      if (seconds) {
        cells.add(Summary.count(entrant.spent(Look::seconds).median()));
      }
      if (result.terms().hasTarget()) {
        cells.add(Summary.count(entrant.passes().median()));
        cells.add(Summary.range(entrant.passes()));
        cells.add(Summary.count(entrant.toTarget(Look::steps).median()));
        cells.add(Summary.count(entrant.toTarget(Look::rows).median()));
        if (seconds) {
          cells.add(Summary.count(entrant.toTarget(Look::seconds).median()));
        }
        cells.add(entrant.reached() + " of " + result.terms().seeds());
      }
      rows.add(cells);
    }
    return rows;
  }

  /** Which rules failed how often, and the first reason of each kind. */
  public List<String> failures() {
    List<String> lines = new ArrayList<>();
    for (RowResult entrant : result.entrants()) {
      entrant
          .failures()
          .forEach(
              (outcome, trials) ->
                  lines.add(
                      Summary.failure(
                          entrant.entrant().name(),
                          outcome,
                          "%d of %d".formatted(trials.size(), result.terms().seeds()),
                          trials.get(0).index(),
                          trials.get(0).reason())));
    }
    return lines;
  }
}
