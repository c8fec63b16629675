package glissade.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every message reads as it does in messages.txt: whole, with its lines and carets. */
class MessagesTest {
  private static final Path TODAY = Path.of("target", "messages.txt");

  @TestFactory
  Stream<DynamicTest> messageReads() {
    return Messages.cases().stream()
        .map(
            faulty ->
                DynamicTest.dynamicTest(
                    faulty.kind() + " " + faulty.text(),
                    () ->
                        Assertions.assertTimeout(
                            Duration.ofSeconds(2),
                            () -> assertThat(faulty.said()).isEqualTo(faulty.message()))));
  }

  /** Writes target/messages.txt, to compare and copy where messages were changed on purpose. */
  @Test
  void fileIsUpToDate() throws IOException {
    String updated = Messages.updated();
    Files.createDirectories(TODAY.toAbsolutePath().getParent());
    Files.writeString(TODAY, updated);
    assertThat(Messages.file()).isEqualTo(updated);
  }
}
