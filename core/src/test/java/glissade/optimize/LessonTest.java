package glissade.optimize;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.formula.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * The lesson that Glissade begins with: RMSProp with its defaults on {@code x^2 + y^2} from (5, 4),
 * printed after 1, 21, 41, 61, 81 and 101 updates.
 */
class LessonTest {
  private static final List<Integer> PRINTED = List.of(1, 21, 41, 61, 81, 101);

  /**
   * Python 3.11.7, 2026-11-24, printing {@code repr(w[0]), repr(w[1])}; each line of
   *
   * <pre>
   * w = [5., 4.]; s = [0., 0.]
   * for t in range(1, 102):
   *     g = [2*v for v in w]
   *     for i in range(2):
   *         s[i] = 0.9*s[i] + (1-0.9)*(g[i]*g[i])
   *         w[i] = w[i] - 0.1*g[i]/(math.sqrt(s[i]) + 1e-6)
   *     if t in (1, 21, 41, 61, 81, 101): print(repr(w[0]), repr(w[1]))
   * </pre>
   */
  private static final double[][] PYTHON = {
    {4.68377233398313, 3.683772358983113},
    {2.368882398592308, 1.4756169712082658},
    {0.9590367216020004, 0.35004133270697096},
    {0.13761292883546697, 0.007452142198643166},
    {0.0003916493737643825, 3.12725068742402e-09},
    {-3.0770182845888756e-17, 2.1886219485527558e-20},
  };

  /** As the lesson prints the first and the last. */
  private static final List<String> PRINTED_BY_THE_LESSON =
      List.of("4.68377233e+00 3.68377236e+00", "-3.07701828e-17 2.18862195e-20");

  @Test
  void everyPrintedStateIsTheLessons() {
    double[][] seen = states("x^2 + y^2", "x=5, y=4");
    assertThat(seen).isDeepEqualTo(PYTHON);
    assertThat(seen).isDeepEqualTo(plainLoop());
    assertThat(List.of(printed(seen[0]), printed(seen[5]))).isEqualTo(PRINTED_BY_THE_LESSON);
  }

  @Test
  void vectorFormIsTheSame() {
    assertThat(states("sum(w^2)", "w=[5, 4]")).isDeepEqualTo(PYTHON);
  }

  /** Without a number of steps the run ends by itself, at the lesson's last step. */
  @Test
  void runEndsWhereTheLessonDoes() {
    Result result = Minimizer.of("x^2 + y^2").start("x=5, y=4").run();
    assertThat(result.steps()).isEqualTo(101);
    assertThat(result.bestStep()).isEqualTo(101);
    assertThat(result.get("x")).isEqualTo(-3.0770182845888756e-17);
    assertThat(result.get("y")).isEqualTo(2.1886219485527558e-20);
    assertThat(result.last()).isEqualTo(result.parameters());
    assertThat(result)
        .hasToString(
            "9.4680463137603E-34 at x=-3.0770182845888756e-17, y=2.1886219485527558e-20 after 101 steps "
                + "(the gradient's largest component, 6.154036569177751e-17, is within 1e-16)");
  }

  private static double[][] states(String formula, String start) {
    List<double[]> states = new ArrayList<>();
    Minimizer.of(formula)
        .start(Point.parse(start))
        .steps(101)
        .observe(
            step -> step < 1 ? 1 : step + 20,
            progress -> {
              if (progress.step() > 0) {
                states.add(progress.parameters().toArray());
              }
            })
        .run();
    return states.toArray(double[][]::new);
  }

  private static double[][] plainLoop() {
    List<double[]> states = new ArrayList<>();
    double[] w = {5, 4};
    double[] s = {0, 0};
    for (int t = 1; t <= 101; t++) {
      for (int i = 0; i < 2; i++) {
        double g = 2 * w[i];
        s[i] = 0.9 * s[i] + (1 - 0.9) * (g * g);
        w[i] = w[i] - 0.1 * g / (Math.sqrt(s[i]) + 1e-6);
      }
      if (PRINTED.contains(t)) {
        states.add(w.clone());
      }
    }
    return states.toArray(double[][]::new);
  }

  private static String printed(double[] state) {
    return String.format(Locale.ROOT, "%.8e %.8e", state[0], state[1]);
  }
}
