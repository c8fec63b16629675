package glissade.lab;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * How a learning rate was chosen from the grid.
 *
 * @param candidates what each rate of the grid achieved, in rising order of rate
 * @param chosen the best of them
 */
public record Tuning(List<Candidate> candidates, Candidate chosen) {
  /** 1, 2 and 5 in every decade from 1e-7 to 10: the same for every rule. */
  public static final List<Double> GRID = grid();

  /**
   * A learning rate that was tried with the whole budget on all seeds.
   *
   * @param rate the learning rate
   * @param steps the median of the steps to the target, of passes where rows are compared; infinite
   *     where half did not meet it
   * @param loss the median of the loss at the end
   */
  public record Candidate(double rate, double steps, double loss) {}

  /** How a learning rate was chosen. */
  public Tuning {
    candidates = List.copyOf(candidates);
  }

  /** Tries every rate of the grid. */
  static Tuning over(DoubleFunction<Candidate> tried) {
    List<Candidate> candidates = new ArrayList<>();
    for (double rate : GRID) {
      candidates.add(tried.apply(rate));
    }
    return of(candidates);
  }

  /** Fewest steps to the target, then the least loss, then the smallest rate. */
  static Tuning of(List<Candidate> candidates) {
    Candidate best =
        candidates.stream()
            .min(
                Comparator.comparingDouble(Candidate::steps)
                    .thenComparingDouble(Candidate::loss)
                    .thenComparingDouble(Candidate::rate))
            .orElseThrow();
    return new Tuning(candidates, best);
  }

  /** Whether a better rate may lie beyond the grid. */
  public boolean isAtEdge() {
    return chosen.equals(candidates.get(0)) || chosen.equals(candidates.get(candidates.size() - 1));
  }

  private static List<Double> grid() {
    List<Double> grid = new ArrayList<>();
    for (int power = -7; power <= 1; power++) {
      for (int digit : new int[] {1, 2, 5}) {
        if (power < 1 || digit == 1) {
          grid.add(Double.parseDouble(digit + "e" + power));
        }
      }
    }
    return List.copyOf(grid);
  }
}
