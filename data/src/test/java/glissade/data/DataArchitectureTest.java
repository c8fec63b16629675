package glissade.data;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** Of core, tables need precisions and suggestions: nothing that compiles or descends. */
class DataArchitectureTest {
  private static final JavaClasses DATA =
      new ClassFileImporter()
          .importUrl(Table.class.getProtectionDomain().getCodeSource().getLocation());

  @Test
  void usesOnlyWhatStandsBelowIt() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "glissade.data", "glissade.formula", "java..", "org.jspecify.annotations")
        .check(DATA);
  }

  @Test
  void doesNotPrint() {
    NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(DATA);
  }
}
