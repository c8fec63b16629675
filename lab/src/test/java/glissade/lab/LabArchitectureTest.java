package glissade.lab;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import glissade.plot.Chart;
import org.junit.jupiter.api.Test;

/** Charts know nothing of what they show; the lab draws with them. */
class LabArchitectureTest {
  private static final JavaClasses PLOT = classesBeside(Chart.class);
  private static final JavaClasses LAB = classesBeside(Comparison.class);

  private static JavaClasses classesBeside(Class<?> type) {
    return new ClassFileImporter()
        .importUrl(type.getProtectionDomain().getCodeSource().getLocation());
  }

  @Test
  void plotUsesTheJdkAlone() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("glissade.plot", "java..", "org.jspecify.annotations")
        .check(PLOT);
  }

  @Test
  void labUsesOnlyWhatStandsBelowIt() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "glissade.lab",
            "glissade.plot",
            "glissade.fit",
            "glissade.functions",
            "glissade.formula",
            "glissade.compile",
            "glissade.rule",
            "glissade.optimize",
            "java..",
            "org.jspecify.annotations")
        .check(LAB);
  }

  @Test
  void neitherPrints() {
    NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(PLOT);
    NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(LAB);
  }
}
