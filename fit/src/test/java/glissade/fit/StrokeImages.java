package glissade.fit;

import java.util.Random;

/**
 * Images of 8 × 8 points of ten classes, drawn with a pen that shakes: each class has its strokes,
 * and each image its own shift, size, slant and noise.
 */
final class StrokeImages {
  static final int SIDE = 8;
  static final int CLASSES = 10;

  /** By class its strokes: each from x, y to x, y, in a square from 0 to 1. */
  private static final double[][][] STROKES = {
    {{0.2, 0.1, 0.8, 0.1}, {0.8, 0.1, 0.8, 0.9}, {0.8, 0.9, 0.2, 0.9}, {0.2, 0.9, 0.2, 0.1}},
    {{0.5, 0.1, 0.5, 0.9}},
    {{0.2, 0.1, 0.8, 0.1}, {0.8, 0.1, 0.2, 0.9}, {0.2, 0.9, 0.8, 0.9}},
    {{0.2, 0.1, 0.8, 0.1}, {0.8, 0.1, 0.8, 0.9}, {0.8, 0.9, 0.2, 0.9}, {0.3, 0.5, 0.8, 0.5}},
    {{0.2, 0.1, 0.2, 0.5}, {0.2, 0.5, 0.8, 0.5}, {0.8, 0.1, 0.8, 0.9}},
    {{0.1, 0.1, 0.9, 0.9}, {0.1, 0.9, 0.9, 0.1}},
    {{0.2, 0.1, 0.2, 0.9}, {0.2, 0.9, 0.8, 0.9}, {0.8, 0.9, 0.8, 0.5}, {0.8, 0.5, 0.2, 0.5}},
    {{0.1, 0.1, 0.9, 0.1}, {0.5, 0.1, 0.5, 0.9}},
    {{0.1, 0.1, 0.5, 0.9}, {0.5, 0.9, 0.9, 0.1}},
    {{0.5, 0.1, 0.5, 0.9}, {0.1, 0.5, 0.9, 0.5}}
  };

  /** An array for each point, then one for the class. */
  final double[][] arrays;

  StrokeImages(int count, long seed) {
    Random random = new Random(seed);
    arrays = new double[SIDE * SIDE + 1][count];
    for (int r = 0; r < count; r++) {
      int kind = random.nextInt(CLASSES);
      double[] image = image(kind, random);
      for (int p = 0; p < image.length; p++) {
        arrays[p][r] = image[p];
      }
      arrays[image.length][r] = kind;
    }
  }

  private static double[] image(int kind, Random random) {
    double shiftX = 0.05 * random.nextGaussian();
    double shiftY = 0.05 * random.nextGaussian();
    double size = 1 + 0.08 * random.nextGaussian();
    double slant = 0.12 * random.nextGaussian();
    double[] image = new double[SIDE * SIDE];
    for (double[] stroke : STROKES[kind]) {
      double[] ends = new double[4];
      for (int e = 0; e < 4; e += 2) {
        double x = stroke[e] - 0.5 + 0.04 * random.nextGaussian();
        double y = stroke[e + 1] - 0.5 + 0.04 * random.nextGaussian();
        ends[e] = 0.5 + size * (x + slant * y) + shiftX;
        ends[e + 1] = 0.5 + size * y + shiftY;
      }
      draw(image, ends);
    }
    for (int p = 0; p < image.length; p++) {
      image[p] += 0.1 * random.nextGaussian();
    }
    return image;
  }

  /** Ink falls off with the distance from the stroke. */
  private static void draw(double[] image, double[] ends) {
    for (int p = 0; p < image.length; p++) {
      int line = p / SIDE;
      double x = (p % SIDE + 0.5) / SIDE;
      double y = (line + 0.5) / SIDE;
      double dx = ends[2] - ends[0];
      double dy = ends[3] - ends[1];
      double along = ((x - ends[0]) * dx + (y - ends[1]) * dy) / (dx * dx + dy * dy + 1e-9);
      double on = Math.min(1, Math.max(0, along));
      double distance = Math.hypot(x - ends[0] - on * dx, y - ends[1] - on * dy);
      image[p] = Math.max(image[p], Math.exp(-Math.pow(distance / 0.09, 2)));
    }
  }

  int count() {
    return arrays[0].length;
  }
}
