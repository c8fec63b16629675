package glissade.fit;

import static org.assertj.core.api.Assertions.assertThat;

import glissade.data.Column;
import glissade.data.ColumnType;
import glissade.formula.Precision;
import glissade.formula.Source;
import glissade.rule.ConfiguredRule;
import glissade.rule.ParameterArray;
import glissade.rule.Rules;
import glissade.rule.Updater;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A network by formula learns images from mini-batches by RMSProp. */
class TapeLearnsTest {
  private static final long SEED = 20261125;
  private static final int HIDDEN = 24;
  private static final int BATCH = 32;
  private static final int EPOCHS = 20;
  private static final int POINTS = StrokeImages.SIDE * StrokeImages.SIDE;

  private static RowModel network(Starts start) {
    List<Column> columns = new ArrayList<>();
    for (int p = 0; p < POINTS; p++) {
      columns.add(new Column("p" + p, ColumnType.NUMBER));
    }
    columns.add(new Column("kind", ColumnType.TEXT));
    List<String> labels =
        IntStream.range(0, StrokeImages.CLASSES).mapToObj(String::valueOf).toList();
    String formula =
        "X = columns('p*'); softmax_cross_entropy(kind, V @ tanh(W[%d, X] @ X + b) + d)"
            .formatted(HIDDEN);
    RowNames names = new RowNames(NamedLoss.parse(new Source("formula", formula)), columns);
    return new RowModel(names, Map.of("kind", labels), start, Constraints.none());
  }

  @Test
  @Timeout(60)
  void imagesOfStrokes() {
    Starts start =
        Starts.parse("W=normal(0, 0.12), b=0, V[kind, %d]=normal(0, 0.2), d=0".formatted(HIDDEN));
    RowModel model = network(start);
    double[] w = start.values(model.layout(), SEED, 0);
    StrokeImages training = new StrokeImages(4000, SEED);
    StrokeImages heldOut = new StrokeImages(1000, SEED + 1);
    double[][] images = inOrderOfInputs(model, training.arrays);
    assertThat(accuracy(model, w, heldOut)).as("before").isLessThan(0.4);
    long began = System.nanoTime();
    learn(model, w, images, training.count());
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
    assertThat(accuracy(model, w, heldOut)).isGreaterThanOrEqualTo(0.95);
  }

  private static void learn(RowModel model, double[] w, double[][] images, int count) {
    double[] gradient = new double[w.length];
    double[][] batch = new double[images.length][BATCH];
    Tape tape = new Tape(model, BATCH, false);
    int[] order = IntStream.range(0, count).toArray();
    Random random = new Random(SEED);
    ParameterArray array =
        ParameterArray.of("w", List.of(new ParameterArray.Piece(w, gradient, 0, w.length)));
    ConfiguredRule rule = Rules.find("rmsprop").configured().with("learning_rate", 0.003);
    long total = (long) EPOCHS * (count / BATCH);
    long step = 0;
    try (Updater updater =
        new Updater(List.of(new Updater.Part(array, rule)), Precision.DOUBLE, 1)) {
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        shuffle(order, random);
        for (int at = 0; at + BATCH <= count; at += BATCH) {
          for (int k = 0; k < images.length; k++) {
            for (int r = 0; r < BATCH; r++) {
              batch[k][r] = images[k][order[at + r]];
            }
          }
          Arrays.fill(gradient, 0);
          tape.add(w, batch, 0, BATCH, gradient);
          for (int k = 0; k < gradient.length; k++) {
            gradient[k] /= BATCH;
          }
          updater.step(++step, total);
        }
      }
    }
  }

  private static void shuffle(int[] order, Random random) {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int moved = order[i];
      order[i] = order[j];
      order[j] = moved;
    }
  }

  /** The arrays of the points and the class, as the model wants them. */
  private static double[][] inOrderOfInputs(RowModel model, double[][] arrays) {
    return model.names().inputs().stream()
        .map(input -> input.column())
        .map(name -> name.equals("kind") ? POINTS : Integer.parseInt(name.substring(1)))
        .map(index -> arrays[index])
        .toArray(double[][]::new);
  }

  /** How many images the network, computed here, gives its largest score to the right class. */
  private static double accuracy(RowModel model, double[] w, StrokeImages images) {
    int right = 0;
    for (int r = 0; r < images.count(); r++) {
      double[] hidden = new double[HIDDEN];
      for (int h = 0; h < HIDDEN; h++) {
        double sum = w[offset(model, "b") + h];
        for (int p = 0; p < POINTS; p++) {
          sum += w[offset(model, "W") + h * POINTS + p] * images.arrays[p][r];
        }
        hidden[h] = Math.tanh(sum);
      }
      int best = 0;
      double highest = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < StrokeImages.CLASSES; c++) {
        double score = w[offset(model, "d") + c];
        for (int h = 0; h < HIDDEN; h++) {
          score += w[offset(model, "V") + c * HIDDEN + h] * hidden[h];
        }
        best = score > highest ? c : best;
        highest = Math.max(highest, score);
      }
      right += best == (int) images.arrays[POINTS][r] ? 1 : 0;
    }
    return right / (double) images.count();
  }

  private static int offset(RowModel model, String name) {
    return model.layout().parameters().stream()
        .filter(parameter -> parameter.name().equals(name))
        .findFirst()
        .orElseThrow()
        .offset();
  }
}
