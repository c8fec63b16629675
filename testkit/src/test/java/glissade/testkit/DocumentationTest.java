package glissade.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Everything public in the packages for everyone has a comment. Javac's own check would also ask
 * for an {@code @param} and an {@code @return} where the first sentence says it all.
 */
class DocumentationTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "core/formula",
        "core/rule",
        "core/optimize",
        "data/data",
        "plot/plot",
        "lab/lab",
        "data-duckdb/data/duckdb"
      })
  void everythingPublicHasComment(String roomAndPackage) throws IOException {
    String folder = roomAndPackage.replaceFirst("/", "/src/main/java/glissade/");
    assertThat(undocumented(Path.of("..").resolve(folder))).isEmpty();
  }

  private static List<String> undocumented(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> list = Files.list(folder)) {
      files = list.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
    assertThat(files).isNotEmpty();

    var compiler = ToolProvider.getSystemJavaCompiler();
    var found = new ArrayList<String>();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      var task =
          (JavacTask)
              compiler.getTask(
                  null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(files));
      var scanner = new Scanner(DocTrees.instance(task), found);
      for (CompilationUnitTree unit : task.parse()) {
        scanner.scan(unit, null);
      }
    }
    return found;
  }

  /** Walks what is public, and within it only what is public too. */
  private static final class Scanner extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private final DocTrees docs;
    private final List<String> found;

    Scanner(DocTrees docs, List<String> found) {
      this.docs = docs;
      this.found = found;
    }

    @Override
    public @Nullable Void visitClass(ClassTree type, @Nullable Void unused) {
      if (isPublic(type.getModifiers())) {
        check(type.getSimpleName().toString());
        super.visitClass(type, null);
      }
      return null;
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
      boolean inherits =
          method.getModifiers().getAnnotations().stream()
              .anyMatch(annotation -> annotation.getAnnotationType().toString().equals("Override"));
      if (isPublic(method.getModifiers()) && !inherits) {
        check(method.getName().toString());
      }
      return null;
    }

    private boolean isPublic(ModifiersTree modifiers) {
      // Members of an interface need no word to be public.
      return modifiers.getFlags().contains(Modifier.PUBLIC)
          || (isInInterface() && !modifiers.getFlags().contains(Modifier.PRIVATE));
    }

    private boolean isInInterface() {
      return getCurrentPath().getParentPath().getLeaf().getKind() == Tree.Kind.INTERFACE;
    }

    private void check(String name) {
      if (docs.getDocComment(getCurrentPath()) == null) {
        var unit = getCurrentPath().getCompilationUnit();
        long start = docs.getSourcePositions().getStartPosition(unit, getCurrentPath().getLeaf());
        found.add(
            Path.of(unit.getSourceFile().getName()).getFileName()
                + ":"
                + unit.getLineMap().getLineNumber(start)
                + ": "
                + name);
      }
    }
  }
}
