package glissade.rule;

import glissade.formula.CompileLimits;
import glissade.formula.Source;
import glissade.formula.Suggestion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Finds rules: those that ship with Glissade by name, a user's own by path. */
public final class Rules {
  private static final List<String> NAMES = catalogue("catalogue");
  private static final List<String> FRAGMENTS = catalogue("fragments");
  private static final Map<String, Rule> READ = new ConcurrentHashMap<>();

  private Rules() {}

  private static List<String> catalogue(String resource) {
    return resource(resource).lines().filter(line -> !line.isBlank()).toList();
  }

  /** The names of the fragments that ship with Glissade. */
  public static List<String> fragmentNames() {
    return FRAGMENTS;
  }

  /** The names of the rules that ship with Glissade. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * A rule that ships with Glissade, by name, or a user's own, by the path of a {@code .rule} file;
   * with fragments around it, as {@code rmsprop+clip-by-norm+average}, each around all to its left.
   *
   * @throws SettingsException if there is none, or a file cannot be read
   * @throws glissade.formula.FormulaException if the file's text has problems
   */
  public static Rule find(String nameOrPath) {
    if (names().contains(nameOrPath)) {
      return READ.computeIfAbsent(nameOrPath, Rules::shipped);
    }
    int plus = nameOrPath.lastIndexOf('+');
    if (plus > 0 && !Files.exists(Path.of(nameOrPath))) {
      Rule inside = find(nameOrPath.substring(0, plus).strip());
      return fragment(nameOrPath.substring(plus + 1).strip()).around(inside);
    }
    if (nameOrPath.endsWith(".rule") || nameOrPath.contains("/")) {
      return Rule.parse(stem(nameOrPath), read(Path.of(nameOrPath)));
    }
    throw new SettingsException(
        "no rule `%s`%s Rules: %s. Your own: the path of a file ending in `.rule`."
            .formatted(
                nameOrPath,
                (Suggestion.didYouMean(nameOrPath, names()) + ".").replace("?.", "?"),
                String.join(", ", names())));
  }

  /**
   * A fragment that ships with Glissade, by name, or a user's own, by the path of a {@code
   * .fragment} file.
   *
   * @throws SettingsException if there is none, or the file cannot be read
   * @throws glissade.formula.FormulaException if the file's text has problems
   */
  public static Fragment fragment(String nameOrPath) {
    if (FRAGMENTS.contains(nameOrPath)) {
      String file = nameOrPath + ".fragment";
      return Fragment.parse(nameOrPath, new Source(file, resource(file)));
    }
    if (nameOrPath.endsWith(".fragment") || nameOrPath.contains("/")) {
      return Fragment.parse(stem(nameOrPath), read(Path.of(nameOrPath)));
    }
    throw new SettingsException(
        "no fragment `%s`%s Fragments: %s. Your own: the path of a file ending in `.fragment`."
            .formatted(
                nameOrPath,
                (Suggestion.didYouMean(nameOrPath, FRAGMENTS) + ".").replace("?.", "?"),
                String.join(", ", FRAGMENTS)));
  }

  /** What a file is called, without folder and ending. */
  private static String stem(String path) {
    return String.valueOf(Path.of(path).getFileName()).replaceFirst("\\.(rule|fragment)$", "");
  }

  private static Rule shipped(String name) {
    String file = name + ".rule";
    return Rule.parse(name, new Source(file, resource(file)));
  }

  private static Source read(Path path) {
    int limit = CompileLimits.DEFAULT.characters();
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(limit + 1);
      String text = new String(bytes, StandardCharsets.UTF_8).replace("\r\n", "\n");
      return new Source(path.toString(), text);
    } catch (java.nio.file.NoSuchFileException e) {
      throw new SettingsException("no rule file " + path);
    } catch (IOException e) {
      throw new SettingsException("cannot read the rule file " + path + ": " + e.getMessage());
    }
  }

  /** The text of a file that ships beside the rules. */
  static String resource(String file) {
    try (InputStream in = Rules.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("missing resource " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
