package glissade.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.compile.CompiledKernel;
import glissade.compile.Kernel;
import glissade.formula.Formula;
import glissade.formula.Point;
import glissade.formula.Precision;
import glissade.optimize.Loss;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A kernel is compiled once while it is held, and its class goes with it. */
class KernelLifetimeTest {
  private static final int COLLECTIONS = 100;

  @Test
  void sameFormulaGivesSameKernelWhileHeld() {
    CompiledKernel kernel = compile("x^2 + 1", Precision.DOUBLE, false);

    assertThat(compile("x^2 + 1", Precision.DOUBLE, false)).isSameAs(kernel);
    assertThat(compile("x^2 + 1", Precision.FLOAT, false)).isNotSameAs(kernel);
    assertThat(compile("x^2 + 1", Precision.DOUBLE, true)).isNotSameAs(kernel);
    assertThat(compile("x^2 + 2", Precision.DOUBLE, false)).isNotSameAs(kernel);
    Point vector = Point.parse("v[3]=0");
    Point longer = Point.parse("v[4]=0");
    Formula sum = Formula.parse("sum(v)");
    CompiledKernel three = Loss.of(sum, vector).compile(Precision.DOUBLE, false);
    assertThat(Loss.of(sum, longer).compile(Precision.DOUBLE, false)).isNotSameAs(three);
    assertThat(compile("x^2 + 1", Precision.DOUBLE, false)).isSameAs(kernel);
  }

  @Test
  void classUnloadsWithTheKernel() throws InterruptedException {
    List<WeakReference<Class<?>>> classes = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      classes.add(classOf("x^2 + " + i + "*x + 0.125"));
    }
    for (int i = 0; i < COLLECTIONS && classes.stream().anyMatch(c -> c.get() != null); i++) {
      System.gc();
      Thread.sleep(20);
    }
    assertThat(classes).allMatch(c -> c.get() == null);
  }

  /** The kernel alone, without what describes it, keeps working. */
  @Test
  void kernelOutlivesItsDescription() throws InterruptedException {
    Kernel kernel = compile("x^3 + 0.375", Precision.DOUBLE, false).kernel();
    for (int i = 0; i < 5; i++) {
      System.gc();
      Thread.sleep(5);
    }
    double[] gradient = new double[1];
    Object[] arrays = {new double[] {2}, gradient};
    assertThat(kernel.run(arrays, new double[0], 0, 0)).isEqualTo(8.375);
    assertThat(gradient).containsExactly(12);
  }

  private static WeakReference<Class<?>> classOf(String text) {
    return new WeakReference<>(compile(text, Precision.DOUBLE, false).kernel().getClass());
  }

  private static CompiledKernel compile(String text, Precision precision, boolean maximize) {
    Point point = Point.empty().with("x", 1);
    return Loss.of(Formula.parse(text), point).compile(precision, maximize);
  }
}
