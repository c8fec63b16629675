package glissade.formula;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a name of a formula over a table says. Most are plain. {@code C == 'red'}, {@code code(C)}
 * and {@code columns('x*')} are names of their own, too, because what they mean is known only with
 * the table.
 */
public sealed interface Mention {
  /** The word before the patterns of a group. */
  String GROUP = "columns";

  /** The word before a column whose texts are numbered. */
  String CODE = "code";

  /** As {@link Formula#names} has it. */
  String name();

  /** A column or a parameter. */
  record Plain(String name) implements Mention {}

  /** 1 where a column has a text, else 0. */
  record Category(String column, String text) implements Mention {
    @Override
    public String name() {
      return column + " == '" + text + "'";
    }
  }

  /**
   * A vector of columns.
   *
   * @param patterns names of columns, in which {@code *} stands for any characters
   */
  record Group(List<String> patterns) implements Mention {
    /** Copies the list. */
    public Group {
      patterns = List.copyOf(patterns);
    }

    @Override
    public String name() {
      return GROUP + "('" + String.join("', '", patterns) + "')";
    }

    /** The names that fit, in their own order. */
    public List<String> among(List<String> names) {
      List<String> fitting = new ArrayList<>();
      for (String name : names) {
        if (patterns.stream().anyMatch(pattern -> glob(pattern).matcher(name).matches())) {
          fitting.add(name);
        }
      }
      return fitting;
    }

    private static Pattern glob(String pattern) {
      List<String> parts = new ArrayList<>();
      for (String part : pattern.split("\\*", -1)) {
        parts.add(Pattern.quote(part));
      }
      return Pattern.compile(String.join(".*", parts), Pattern.DOTALL);
    }
  }

  /** The number of a column's text among all its texts, from 0. */
  record Code(String column) implements Mention {
    @Override
    public String name() {
      return CODE + "(" + column + ")";
    }
  }

  /** What a name says. */
  static Mention of(String name) {
    Matcher category = CATEGORY.matcher(name);
    if (category.matches()) {
      return new Category(category.group(1), category.group(2));
    }
    if (name.startsWith(GROUP + "('") && name.endsWith("')")) {
      String inside = name.substring(GROUP.length() + 2, name.length() - 2);
      return new Group(List.of(inside.split("', '", -1)));
    }
    return name.startsWith(CODE + "(") && name.endsWith(")")
        ? new Code(name.substring(CODE.length() + 1, name.length() - 1))
        : new Plain(name);
  }

  /** How a category is written as a name. */
  Pattern CATEGORY = Pattern.compile("(.+?) == '(.*)'", Pattern.DOTALL);
}
