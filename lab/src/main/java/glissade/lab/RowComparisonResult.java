package glissade.lab;

import java.util.List;

/**
 * What came of a comparison over rows.
 *
 * @param terms on which it was made
 * @param entrants what each rule achieved with each batch size, rule by rule in the order given
 * @param unfinished the names of those that it was ended before or within; none if it went through
 */
public record RowComparisonResult(
    RowTerms terms, List<RowResult> entrants, List<String> unfinished) {

  /** What came of it. */
  public RowComparisonResult {
    entrants = List.copyOf(entrants);
    unfinished = List.copyOf(unfinished);
  }
}
