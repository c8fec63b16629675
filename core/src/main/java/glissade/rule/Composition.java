package glissade.rule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The text of a rule with a fragment around it. Both have been read, so their lines are sound. */
final class Composition {
  private static final Pattern NAME =
      Pattern.compile("(?<![\\p{L}\\p{N}_.])[\\p{L}_][\\p{L}\\p{N}_]*+(?!\\s*\\()");
  private static final Pattern DECLARATION =
      Pattern.compile("(hyper|option|state|require|trait|hyper_precision|start|report)\\b.*");
  private static final Pattern ALSO = Pattern.compile("(.*#\\s*also:)([^;]*)(;?.*)");
  private static final Pattern WHEN = Pattern.compile("rule\\s+when\\s+(.+)");

  private final Rule inside;
  private final Fragment fragment;
  private final Set<String> taken;

  /** What each of the two calls its own names in the whole. */
  private final Map<String, String> ofFragment = new HashMap<>();

  private final Map<String, String> ofInside = new HashMap<>();

  /** The lines of the whole, by kind, since each may use what those before it declare. */
  private final Map<String, List<String>> declarations = new HashMap<>();

  private final List<String> body = new ArrayList<>();

  Composition(Rule inside, Fragment fragment) {
    this.inside = inside;
    this.fragment = fragment;
    this.taken = new HashSet<>(Fragment.namesOf(inside));
    Set<String> all = new HashSet<>(taken);
    all.addAll(fragment.names());
    for (String name : fragment.names()) {
      if (taken.contains(name)) {
        String fresh = fresh(fragment.name().replaceAll("[^\\p{L}\\p{N}]+", "_") + "_" + name, all);
        ofFragment.put(name, fresh);
        all.add(fresh);
      }
    }
    taken.addAll(all);
  }

  private static String fresh(String wish, Set<String> used) {
    String name = wish;
    for (int k = 2; used.contains(name); k++) {
      name = wish + k;
    }
    return name;
  }

  private String fresh(String wish) {
    String name = fresh(wish, taken);
    taken.add(name);
    return name;
  }

  String text() {
    List<String> declared = new ArrayList<>();
    List<String> before = new ArrayList<>();
    List<String> after = new ArrayList<>();
    String when = "";
    boolean past = false;
    for (String line : lines(fragment.source().text())) {
      String code = code(line).strip();
      Matcher condition = WHEN.matcher(code);
      if (code.equals("rule") || condition.matches()) {
        past = true;
        when = condition.matches() ? condition.group(1) : "";
      } else if (DECLARATION.matcher(code).matches()) {
        declared.add(line);
      } else {
        (past ? after : before).add(line);
      }
    }
    stepOfInside(before);
    keepBefore(after);
    List<String> middle = new ArrayList<>();
    String start = "";
    String report = "";
    for (String line : lines(inside.source().text())) {
      String code = code(line).strip();
      if (!DECLARATION.matcher(code).matches()) {
        middle.add(renamed(line, ofInside));
      } else if (code.startsWith("report")) {
        report = renamed(code, ofInside);
      } else if (code.startsWith("start")) {
        start = renamed(code, ofInside);
      } else {
        declare(renamed(line, ofInside));
      }
    }
    start(declared, start);
    report(declared, report);
    declared.forEach(line -> declare(withoutTakenAliases(renamed(line, ofFragment))));
    before.forEach(line -> body.add(renamed(line, ofFragment)));
    addInside(middle, renamed(when, ofFragment));
    after.forEach(line -> body.add(renamed(line, ofFragment)));
    return whole();
  }

  /** A fragment moves the start that the rule inside has. */
  private void start(List<String> declared, String ofRule) {
    int own = first(declared, "start");
    if (own < 0) {
      declare(ofRule);
      return;
    }
    Map<String, String> names = new HashMap<>(ofFragment);
    if (!ofRule.isEmpty()) {
      names.put("w", "(" + value(ofRule) + ")");
    }
    declare("start = " + renamed(value(code(declared.remove(own)).strip()), names));
  }

  private static int first(List<String> lines, String word) {
    return IntStream.range(0, lines.size())
        .filter(i -> lines.get(i).strip().startsWith(word))
        .findFirst()
        .orElse(-1);
  }

  /**
   * A fragment's report takes the place of the rule's, which it may be made of; where the rule
   * reports its parameters, the fragment has seen to these already.
   */
  private void report(List<String> declared, String ofRule) {
    int own = first(declared, "report");
    if (own < 0) {
      declare(ofRule);
      return;
    }
    String line = code(declared.remove(own)).strip();
    String point = value(line);
    if (NAME.matcher(point).results().noneMatch(match -> match.group().equals("report"))) {
      declare(renamed(line, ofFragment));
    } else if (!ofRule.isEmpty()) {
      ofFragment.put("report", "(" + value(ofRule) + ")");
      declare("report = " + renamed(point, ofFragment));
    }
  }

  private static String value(String assignment) {
    return assignment.substring(assignment.indexOf('=') + 1).strip();
  }

  /** Where a fragment sets {@code t}, that is another step than its own. */
  private void stepOfInside(List<String> before) {
    for (int i = 0; i < before.size(); i++) {
      if (before.get(i).matches("\\s*t\\s*=(?!=).*")) {
        String name = ofInside.computeIfAbsent("t", t -> fresh("t_inside"));
        before.set(i, before.get(i).replaceFirst("t", name));
      }
    }
  }

  private void keepBefore(List<String> after) {
    boolean used =
        after.stream()
            .anyMatch(
                line ->
                    NAME.matcher(code(line))
                        .results()
                        .anyMatch(match -> match.group().equals(Fragment.BEFORE)));
    if (used) {
      String name = fresh(Fragment.BEFORE);
      ofFragment.put(Fragment.BEFORE, name);
      body.add(name + " = w");
    }
  }

  /** The rule inside; where there is a condition, nothing of it stays unless that holds. */
  private void addInside(List<String> middle, String when) {
    if (when.isEmpty()) {
      body.addAll(middle);
      return;
    }
    String due = fresh("due");
    body.add(due + " = " + when);
    List<String> kept = new ArrayList<>(List.of("w"));
    inside.states().forEach(state -> kept.add(ofInside.getOrDefault(state.name(), state.name())));
    Map<String, String> old = new HashMap<>();
    for (String name : kept) {
      old.put(name, fresh(name + "_kept"));
      body.add(old.get(name) + " = " + name);
    }
    body.addAll(middle);
    for (String name : kept) {
      body.add("%s = where(%s, %s, %s)".formatted(name, due, name, old.get(name)));
    }
  }

  private void declare(String line) {
    Matcher declaration = DECLARATION.matcher(code(line).strip());
    if (declaration.matches()) {
      List<String> same =
          declarations.computeIfAbsent(declaration.group(1), k -> new ArrayList<>());
      if (!same.contains(line.strip())) {
        same.add(line.strip());
      }
    }
  }

  /** A fragment's other name for a thing gives way to the rule's. */
  private String withoutTakenAliases(String line) {
    Matcher also = ALSO.matcher(line);
    if (!also.matches()) {
      return line;
    }
    Set<String> theirs = Fragment.namesOf(inside);
    List<String> free = new ArrayList<>();
    for (String alias : also.group(2).split(",", -1)) {
      if (!theirs.contains(alias.strip())) {
        free.add(alias.strip());
      }
    }
    return free.isEmpty()
        ? also.group(1).replaceFirst("also:$", "") + also.group(3).replaceFirst("^;", "").strip()
        : also.group(1) + " " + String.join(", ", free) + also.group(3);
  }

  private String whole() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "# %s+%s: %s"
            .formatted(
                inside.name(), fragment.name(), joined(inside.summary(), fragment.summary())));
    lines.add("# " + joined(inside.reference(), fragment.reference()));
    for (String kind : List.of("hyper_precision", "hyper", "option", "require", "start", "state")) {
      lines.addAll(declarations.getOrDefault(kind, List.of()));
    }
    lines.add("");
    lines.addAll(body);
    lines.addAll(declarations.getOrDefault("report", List.of()));
    return String.join("\n", lines) + "\n";
  }

  private static String joined(String one, String other) {
    return one.replaceFirst("[.]$", "") + (one.isEmpty() || other.isEmpty() ? "" : "; ") + other;
  }

  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      if (!code(line).isBlank()) {
        lines.add(line.stripTrailing());
      }
    }
    return lines;
  }

  private static String code(String line) {
    int hash = line.indexOf('#');
    return hash < 0 ? line : line.substring(0, hash);
  }

  private static String renamed(String line, Map<String, String> names) {
    String code = code(line);
    return NAME.matcher(code)
            .replaceAll(
                match -> Matcher.quoteReplacement(names.getOrDefault(match.group(), match.group())))
        + line.substring(code.length());
  }
}
