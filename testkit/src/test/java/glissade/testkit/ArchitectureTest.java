package glissade.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import glissade.formula.Operator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the arrows between core's packages: each may use only what stands below it. */
class ArchitectureTest {
  private static final JavaClasses CORE =
      new ClassFileImporter()
          .importUrl(Operator.class.getProtectionDomain().getCodeSource().getLocation());

  /**
   * What each package may use besides itself, the JDK and JSpecify's annotations. The arrows all
   * point down, so there can be no cycle.
   */
  private static final Map<String, List<String>> MAY_USE =
      Map.of(
          "glissade.formula",
          List.of("org.apache.commons.numbers.gamma"),
          "glissade.autodiff",
          List.of("glissade.formula"),
          "glissade.compile",
          List.of("glissade.formula", "org.objectweb.asm"),
          "glissade.rule",
          List.of("glissade.formula", "glissade.autodiff", "glissade.compile"),
          "glissade.optimize",
          List.of("glissade.formula", "glissade.autodiff", "glissade.compile", "glissade.rule"));

  @TestFactory
  Stream<DynamicTest> packageUsesOnlyWhatStandsBelowIt() {
    return MAY_USE.keySet().stream()
        .sorted()
        .map(name -> DynamicTest.dynamicTest(name, () -> checkUses(name)));
  }

  private static void checkUses(String name) {
    String[] allowed =
        Stream.concat(
                Stream.of(name, "java..", "org.jspecify.annotations"),
                MAY_USE.getOrDefault(name, List.of()).stream())
            .toArray(String[]::new);
    classes()
        .that()
        .resideInAPackage(name)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(allowed)
        .check(CORE);
  }

  /** So that a new package cannot escape the table. */
  @Test
  void coreHasNoPackageOutsideTheTable() {
    classes().should().resideInAnyPackage(MAY_USE.keySet().toArray(String[]::new)).check(CORE);
  }

  /** Nor log: its module does not ask for java.logging. */
  @Test
  void coreDoesNotPrint() {
    NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(CORE);
  }
}
