package glissade.plot;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.plot.Axis.Tick;
import java.math.BigDecimal;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AxisTest {
  private static List<String> labels(Axis axis, int wanted) {
    return axis.ticks(wanted).stream().map(Tick::label).toList();
  }

  @Test
  void ticksAreRoundNumbers() {
    assertThat(labels(new Axis(0, 1, false), 5))
        .containsExactly("0", "0.2", "0.4", "0.6", "0.8", "1");
    assertThat(labels(new Axis(-3, 7, false), 5)).containsExactly("−2", "0", "2", "4", "6");
    assertThat(labels(new Axis(0, 2.5e7, false), 3)).containsExactly("0", "10⁷", "2×10⁷");
    assertThat(labels(new Axis(1e-9, 1e3, true), 4)).containsExactly("10⁻⁸", "10⁻⁴", "1");
    assertThat(labels(new Axis(0.9, 60, true), 6)).containsExactly("1", "2", "5", "10", "20", "50");
    assertThat(labels(new Axis(3.1, 3.4, true), 4)).containsExactly("3.1", "3.2", "3.3", "3.4");
  }

  @Test
  void numbersAsPeopleWriteThem() {
    assertThat(Axis.label(new BigDecimal("0.050"))).isEqualTo("0.05");
    assertThat(Axis.label(new BigDecimal("-200000"))).isEqualTo("−200000");
    assertThat(Axis.label(new BigDecimal("-3e-12"))).isEqualTo("−3×10⁻¹²");
    assertThat(Axis.label(new BigDecimal("-1e9"))).isEqualTo("−10⁹");
  }

  @Test
  void ticksOfRandomAxesAreFewAndInside() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 2000; i++) {
      boolean log = random.nextBoolean();
      double low =
          Math.pow(10, random.nextDouble(-300, 290)) * (log || random.nextBoolean() ? 1 : -1);
      double high = low + Math.abs(low) * Math.pow(10, random.nextDouble(-6, 8));
      Axis axis = new Axis(low, high, log);
      List<Tick> ticks = axis.ticks(6);
      assertThat(ticks).as("seed 5: %s", axis).hasSizeBetween(2, 14);
      for (Tick tick : ticks) {
        assertThat(axis.place(tick.value())).as("seed 5: %s", axis).isBetween(-1e-9, 1 + 1e-9);
      }
    }
  }
}
