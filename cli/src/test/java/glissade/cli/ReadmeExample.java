package glissade.cli;

import glissade.optimize.Minimizer;
import glissade.optimize.Result;
import glissade.rule.RmsProp;

/** The README's Java, between the marks as it stands there. */
final class ReadmeExample {
  private ReadmeExample() {}

  static void run() {
    // begin
    Result result =
        Minimizer.of("x^2 + y^2").start("x=5, y=4").rule("rmsprop").set("learning_rate", 0.1).run();
    System.out.println(
        result.get("x") + " after " + result.steps() + " steps: " + result.stop().message());

    RmsProp.Step step = new RmsProp(0.1, 0.9, 1e-6).step(new double[] {10, 8}, new double[] {0, 0});
    System.out.println("update " + step.update()[0] + ", s " + step.s()[0]);
    // end
  }
}
