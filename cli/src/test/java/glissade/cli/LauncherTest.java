package glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script that starts the command, in a folder of its own that is built, with a false Java. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
  @TempDir Path folder = Path.of(".");

  @BeforeEach
  void build() throws IOException {
    Files.copy(Path.of("../glissade"), folder.resolve("glissade"));
    Path stamp = write("target/quick/stamp", "");
    Files.setLastModifiedTime(stamp, FileTime.from(Instant.EPOCH));
    write("cli/target/quick/glissade.jar", "");
    write("cli/target/quick/classes-17.0.1.jsa", "");
    write("jdk/release", "JAVA_VERSION=\"17.0.1\"\n");
    Path java = write("jdk/bin/java", "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    return Files.writeString(file, text);
  }

  /** What Java is told of its heap: nothing, or one word. */
  private String heap(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("sh", folder.resolve("glissade").toString()));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    assertThat(out).endsWith(String.join("\n", words) + "\n"); // Java gets them as they are
    return String.join(" ", out.lines().filter(line -> line.startsWith("-Xmx")).toList());
  }

  @Test
  void javasHeapIsTheMemoryInAllSpellings() throws Exception {
    Map<String, String> heaps =
        Map.of(
            "16gb", "16g",
            "16GB", "16G",
            "2g", "2g",
            "512Mb", "512M",
            "0500m", "500m",
            "2000000kb", "2000000k",
            "2000000K", "2000000K",
            "500000000", "500000000",
            "500000000b", "500000000");
    for (Map.Entry<String, String> each : heaps.entrySet()) {
      String java = each.getValue();
      assertThat(new MemoryConverter().convert(each.getKey()))
          .isEqualTo(new MemoryConverter().convert(java));
      assertThat(heap("fit", "--memory", each.getKey())).isEqualTo("-Xmx" + java);
      assertThat(heap("fit", "--memory=" + each.getKey(), "t.csv")).isEqualTo("-Xmx" + java);
    }
  }

  /** Less than a hundred megabytes, and what the command refuses. */
  @Test
  void otherSizesLeaveJavasHeapAsItIs() throws Exception {
    for (String size :
        List.of(
            "50m",
            "50mb",
            "99999k",
            "8",
            "0g",
            "",
            "g",
            "b",
            "1t",
            "1gbb",
            "1g b",
            "-1g",
            "1.5g",
            "1234567890g",
            "*")) {
      assertThat(heap("fit", "--memory", size)).as(size).isEmpty();
    }
    assertThat(heap("fit", "t.csv")).isEmpty();
  }
}
