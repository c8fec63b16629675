package glissade.rule;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Reads recorded trajectories; each file's header says where it comes from and how it is laid out.
 */
final class Golden {
  private Golden() {}

  /**
   * One trajectory.
   *
   * @param id what the file calls it
   * @param optimizer whose
   * @param options as the optimizer calls them
   * @param start the parameters before the first step
   * @param gradients one row a step
   * @param parameters after each step
   * @param averages after each step, where the optimizer has them
   */
  record Case(
      String id,
      String optimizer,
      Map<String, String> options,
      double[] start,
      List<double[]> gradients,
      List<double[]> parameters,
      List<double[]> averages) {
    /** The value of an option; {@code off} for one that is not there. */
    String option(String name) {
      return options.getOrDefault(name, "off");
    }

    @Override
    public String toString() {
      return id + " " + options;
    }
  }

  static List<Case> read(String file) throws IOException {
    List<Case> cases = new ArrayList<>();
    Map<String, List<double[]>> gradients = new HashMap<>();
    double[] start = new double[0];
    List<double[]> rows = new ArrayList<>();
    boolean inStart = false;
    for (String line : text(file).split("\n", -1)) {
      String[] words = line.split(" ", -1);
      switch (words[0]) {
        case "#", "" -> {}
        case "start" -> inStart = true;
        case "gradients" -> {
          rows = new ArrayList<>();
          gradients.put(words[1], rows);
        }
        case "average" -> rows = cases.get(cases.size() - 1).averages();
        case "case" -> {
          rows = new ArrayList<>();
          Map<String, String> options = new LinkedHashMap<>();
          for (String option : Arrays.asList(words).subList(4, words.length)) {
            String[] pair = option.split("=", 2);
            options.put(pair[0], pair[1]);
          }
          List<double[]> driving = Objects.requireNonNull(gradients.get(words[3]));
          cases.add(new Case(words[1], words[2], options, start, driving, rows, new ArrayList<>()));
        }
        default -> {
          double[] row = Arrays.stream(words).mapToDouble(Double::parseDouble).toArray();
          if (inStart) {
            start = row;
            inStart = false;
          } else {
            rows.add(row);
          }
        }
      }
    }
    return cases;
  }

  /** A gradient clipped: by value, or by norm. */
  record Clip(boolean byValue, double bound, double[] gradient, double[] clipped) {}

  static List<Clip> clips(String file) throws IOException {
    List<Clip> clips = new ArrayList<>();
    for (String line : text(file).lines().filter(row -> !row.startsWith("#")).toList()) {
      String[] parts = line.split(" \\| ", -1);
      String[] kind = parts[0].split(" ", -1);
      clips.add(
          new Clip(
              kind[0].equals("value"),
              Double.parseDouble(kind[1]),
              numbers(parts[1]),
              numbers(parts[2])));
    }
    return clips;
  }

  private static double[] numbers(String text) {
    return Arrays.stream(text.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
  }

  static String text(String file) throws IOException {
    try (InputStream in = Golden.class.getResourceAsStream("golden/" + file)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
