/**
 * The formula language, derivatives, the compiler, update rules and the optimization loop.
 *
 * <p>Formulas, rules and the optimizer are for everyone. Derivatives and compiled kernels are for
 * Glissade's own modules, so that their shape may change from release to release.
 */
// The modules named below depend on this one, so none of them exists yet when it compiles.
@SuppressWarnings("module")
module glissade.core {
  requires org.apache.commons.numbers.gamma;
  requires org.objectweb.asm;
  requires static transitive org.jspecify;

  exports glissade.formula;
  exports glissade.optimize;
  exports glissade.rule;
  exports glissade.autodiff to
      glissade.benchmarks,
      glissade.cli,
      glissade.fit,
      glissade.functions,
      glissade.lab,
      glissade.spark,
      glissade.studio,
      glissade.testkit;
  exports glissade.compile to
      glissade.benchmarks,
      glissade.cli,
      glissade.fit,
      glissade.functions,
      glissade.lab,
      glissade.spark,
      glissade.studio,
      glissade.testkit;
}
