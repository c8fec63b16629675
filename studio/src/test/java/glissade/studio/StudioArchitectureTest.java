package glissade.studio;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** The studio shows what others compute: it may use the rooms below it, and no command. */
class StudioArchitectureTest {
  private static final JavaClasses STUDIO =
      new ClassFileImporter()
          .importUrl(Studio.class.getProtectionDomain().getCodeSource().getLocation());

  @Test
  void usesOnlyWhatStandsBelowIt() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "glissade.studio",
            "glissade.formula",
            "glissade.compile",
            "glissade.rule",
            "glissade.optimize",
            "glissade.functions",
            "glissade.data",
            "glissade.fit",
            "glissade.lab",
            "com.sun.net.httpserver",
            "tools.jackson..",
            "java..",
            "org.jspecify.annotations")
        .check(STUDIO);
  }

  @Test
  void doesNotPrint() {
    NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(STUDIO);
  }
}
