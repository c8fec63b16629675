package glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A table of 5 GB is fitted in 1 GB, by a process of its own. Needs 10 GB on disk, and Linux, which
 * tells how much memory a process had at most.
 */
@Tag("slow")
class BigTableTest {
  private static final long BYTES = 5_000_000_000L;
  private static final int COLUMNS = 10;
  private static final double INTERCEPT = 0.3;

  @TempDir Path folder = Path.of(".");

  @Test
  void fiveGigabytesInOne() throws IOException, InterruptedException {
    Path table = folder.resolve("big.csv");
    write(table);
    Path out = folder.resolve("out.json");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(
                java,
                "-Xmx1g",
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                "glissade.cli.Main",
                "fit",
                "X = columns('x*'); logistic(y, w @ X + b)",
                table.toString(),
                "--memory",
                "1g",
                "--epochs",
                "1",
                "--batch",
                "1024",
                "--no-polish",
                "--json")
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long peak = 0;
    while (process.isAlive()) {
      peak = Math.max(peak, peak(process.pid()));
      Thread.sleep(200);
    }
    assertThat(process.exitValue()).isZero();
    assertThat(peak).as("peak resident memory, kB").isBetween(100_000L, 1_500_000L);
    JsonNode fit = JsonMapper.shared().readTree(Files.readString(out));
    assertThat(fit.path("rows").asLong()).isGreaterThan(50_000_000);
    for (int k = 0; k < COLUMNS; k++) {
      assertThat(fit.at("/parameters/w/estimate/" + k).asDouble())
          .isCloseTo(weight(k), within(0.02));
    }
    assertThat(fit.at("/parameters/b/estimate").asDouble()).isCloseTo(INTERCEPT, within(0.02));
  }

  private static double weight(int column) {
    return 0.5 * (column % 3 - 1);
  }

  private static long peak(long process) throws IOException {
    Path status = Path.of("/proc/" + process + "/status");
    if (!Files.exists(status)) {
      return 0;
    }
    try {
      Matcher peak = Pattern.compile("VmHWM:\\s+(\\d+) kB").matcher(Files.readString(status));
      return peak.find() ? Long.parseLong(peak.group(1)) : 0;
    } catch (IOException ended) {
      return 0;
    }
  }

  private static void write(Path table) throws IOException {
    SplittableRandom random = new SplittableRandom(20261125);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(table), 1 << 20)) {
      StringBuilder rows = new StringBuilder();
      for (int k = 0; k < COLUMNS; k++) {
        rows.append('x').append(k).append(',');
      }
      rows.append("y\n");
      long written = 0;
      while (written < BYTES) {
        for (int i = 0; i < 2000; i++) {
          double z = INTERCEPT;
          for (int k = 0; k < COLUMNS; k++) {
            double x = random.nextInt(-1_000_000, 1_000_000) / 1e6;
            rows.append(x).append(',');
            z += weight(k) * x;
          }
          rows.append(random.nextDouble() < 1 / (1 + Math.exp(-z)) ? "1\n" : "0\n");
        }
        byte[] bytes = rows.toString().getBytes(StandardCharsets.US_ASCII);
        out.write(bytes);
        written += bytes.length;
        rows.setLength(0);
      }
    }
  }
}
