package glissade.fit;

import glissade.formula.Expr;
import glissade.formula.Formula;
import glissade.formula.Graph;
import glissade.formula.Point;
import glissade.formula.Printer;
import glissade.formula.Source;
import glissade.formula.Suggestion;
import glissade.rule.SettingsException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What parameters must keep to: {@code a>0}, {@code 0<b<1}, {@code c=2*a}, {@code d=3}. A bounded
 * parameter is a smooth function of a free number, so every step stays inside; a tied one is a
 * formula of others. Immutable.
 */
final class Constraints {
  private static final Pattern NAME = Pattern.compile(Starts.NAME);
  private static final Pattern TIE =
      Pattern.compile("\\s*(" + NAME + ")\\s*=(?!=)(.*)", Pattern.DOTALL);

  private final Map<String, Bound> bounds = new LinkedHashMap<>();
  private final Map<String, Formula> ties = new LinkedHashMap<>();

  /**
   * Where a parameter must lie.
   *
   * @param low infinite where there is no lower bound
   * @param high infinite where there is no upper bound
   */
  record Bound(double low, double high) {
    /** How far inside a start is that is given at a bound: this, or this part of the width. */
    private static final double INSIDE = 0.005;

    /**
     * As a formula of a free number q. A distance from a single bound is about the square of q
     * where it is small, so that it can be however small, and q itself where it is large; between
     * two bounds zero is in the middle.
     */
    Formula ofFree() {
      String text;
      if (Double.isInfinite(high)) {
        text = "(" + low + ") + q^2/(1 + hypot(q, 1))";
      } else if (Double.isInfinite(low)) {
        text = "(" + high + ") - q^2/(1 + hypot(q, 1))";
      } else {
        text = "(" + low + ") + (" + (high - low) + ")*sin(q/2 + pi/4)^2";
      }
      return Formula.parse(text);
    }

    /** Whether there is but one, so that the free number zero is there. */
    boolean isSingle() {
      return Double.isInfinite(high - low);
    }

    /** Whether a value lies inside, or at a bound. */
    boolean allows(double value) {
      return value >= low && value <= high;
    }

    /** The free number of a value, moved a little inside where it is not there. */
    double free(double value) {
      if (Double.isInfinite(high)) {
        return root(value - low);
      }
      if (Double.isInfinite(low)) {
        return root(high - value);
      }
      double width = high - low;
      double below = Math.max(value - low, 0) / width;
      double above = Math.max(high - value, 0) / width;
      // From the nearer bound, as the arcsine of what is near 1 has few digits.
      double nearer = Math.min(below, above);
      double free = Math.PI / 2 - 2 * Math.asin(Math.sqrt(nearer == 0 ? INSIDE : nearer));
      return below == above ? 0 : below < above ? -free : free;
    }

    /** What a step of 1 is for a free number: how far it is from where it would be at a bound. */
    double unit(double free) {
      return isSingle() ? Math.abs(free) : Math.min(1, Math.PI / 2 - Math.abs(free));
    }

    /** Where q is zero nothing changes with it, so no start is there. */
    private static double root(double distance) {
      double inside = distance > 0 ? distance : INSIDE;
      return Math.sqrt(inside) * Math.sqrt(inside + 2);
    }

    /**
     * Whether a value is so near to a bound that it may be held there.
     *
     * @param error its standard error; NaN where it is not known
     */
    boolean holds(double value, double error) {
      double near = 1e-6 * (isSingle() ? Math.max(1, Math.abs(value)) : high - low);
      double distance = Math.min(value - low, high - value);
      return distance <= near && !(distance > 3 * error);
    }

    @Override
    public String toString() {
      String lower = Double.isInfinite(low) ? "" : shown(low) + " < ";
      String upper = Double.isInfinite(high) ? "" : " < " + shown(high);
      return lower + "…" + upper;
    }

    static String shown(double number) {
      return Printer.number(number);
    }
  }

  private Constraints() {}

  static Constraints none() {
    return new Constraints();
  }

  /**
   * Reads constraints.
   *
   * @throws SettingsException if one cannot be read, or two are about the same parameter
   * @throws glissade.formula.FormulaException if a tie's formula cannot be read
   */
  static Constraints parse(List<String> texts) {
    Constraints all = new Constraints();
    texts.forEach(all::add);
    return all;
  }

  private void add(String text) {
    Matcher tie = TIE.matcher(text);
    String name;
    if (tie.matches()) {
      name = Starts.bare(tie.group(1));
      once(name);
      ties.put(name, Formula.parse(tie.group(2)));
      return;
    }
    String[] parts = text.split("<=?", -1);
    if (text.contains(">")) {
      if (text.contains("<")) {
        throw unreadable(text);
      }
      parts = text.split(">=?", -1);
      Collections.reverse(Arrays.asList(parts));
    }
    if (parts.length < 2 || parts.length > 3) {
      throw unreadable(text);
    }
    double low = Double.NEGATIVE_INFINITY;
    double high = Double.POSITIVE_INFINITY;
    if (parts.length == 3) {
      name = parts[1].strip();
      low = number(parts[0], text);
      high = number(parts[2], text);
    } else if (NAME.matcher(parts[0].strip()).matches()) {
      name = parts[0].strip();
      high = number(parts[1], text);
    } else {
      name = parts[1].strip();
      low = number(parts[0], text);
    }
    if (!NAME.matcher(name).matches()) {
      throw unreadable(text);
    }
    name = Starts.bare(name);
    Bound before = bounds.get(name);
    if (before != null && Double.isInfinite(before.low) == Double.isInfinite(low)) {
      throw new SettingsException("`%s` is bounded twice".formatted(name));
    }
    if (before == null) {
      once(name);
    } else {
      low = Math.max(low, before.low);
      high = Math.min(high, before.high);
    }
    if (low >= high) {
      throw new SettingsException(
          "nothing lies in `%s`: the lower bound must be below the upper one".formatted(text));
    }
    bounds.put(name, new Bound(low, high));
  }

  private static double number(String part, String text) {
    try {
      return Point.parse(new Source("bound", "v=" + part.strip())).number("v");
    } catch (RuntimeException e) {
      throw unreadable(text);
    }
  }

  private static SettingsException unreadable(String text) {
    return new SettingsException(
        "`%s` is no constraint: write `a>0`, `0<b<1`, `c=2*a` or `d=3`".formatted(text));
  }

  private void once(String name) {
    if (bounds.containsKey(name) || ties.containsKey(name)) {
      throw new SettingsException("`%s` has two constraints".formatted(name));
    }
  }

  boolean isEmpty() {
    return bounds.isEmpty() && ties.isEmpty();
  }

  /** The bound of a parameter; null if it has none. */
  @Nullable Bound bound(String name) {
    return bounds.get(name);
  }

  /** What a parameter is tied to; null if it is free. */
  @Nullable Formula tie(String name) {
    return ties.get(name);
  }

  /**
   * Makes sure that they are about parameters.
   *
   * @throws SettingsException if not
   */
  void check(Collection<String> parameters, Collection<String> columns) {
    for (Map<String, ?> some : List.of(bounds, ties)) {
      for (String name : some.keySet()) {
        if (!parameters.contains(name)) {
          throw new SettingsException(
              "the formula has no parameter `%s`%s"
                  .formatted(name, Suggestion.didYouMean(name, parameters)));
        }
      }
    }
    ties.forEach(
        (name, formula) -> {
          for (String used : formula.names()) {
            if (columns.contains(used)) {
              throw new SettingsException(
                  "`%s` is tied to the column `%s`: write that in the formula itself"
                      .formatted(name, used));
            }
            if (ties.containsKey(used)) {
              throw new SettingsException(
                  "`%s` is tied to `%s`, which is tied itself".formatted(name, used));
            }
          }
        });
  }

  /** The value of a parameter, of its free number. */
  static Expr bounded(Graph graph, Bound bound, Expr free) {
    return bound.ofFree().bind(graph, Map.of("q", free)).root();
  }
}
