package glissade.data;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * Reads decimal numbers from bytes, each as the double nearest to it: the same as {@link
 * Double#parseDouble}, in a fraction of the time. For one thread.
 *
 * <p>Up to 19 digits make a whole number w, and the value is w·10^e. Where both w and 10^|e| are
 * doubles, one exact multiplication or division rounds once, correctly. Else w is multiplied by the
 * first 128 bits of 10^e; whenever the bits cut off could change the rounding, which is rare,
 * {@code parseDouble} decides. The idea is that of Daniel Lemire, "Number parsing at a gigabyte per
 * second", Software: Practice and Experience 51 (2021).
 */
final class DecimalReader {
  /** The powers of ten that are doubles. */
  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  private double value;

  /** The number that was read last. */
  double value() {
    return value;
  }

  /**
   * Reads a number: a sign or none, digits with a point or none, an exponent or none.
   *
   * @param bytes text that something other than a digit ends
   * @return the position behind it; -1 if there is no number
   */
  int read(byte[] bytes, int from) {
    int p = from;
    boolean negative = bytes[p] == '-';
    if (negative || bytes[p] == '+') {
      p++;
    }
    int start = p;
    long whole = 0;
    int digit = bytes[p] - '0';
    while (digit >= 0 && digit <= 9) {
      whole = whole * 10 + digit;
      digit = bytes[++p] - '0';
    }
    int digits = p - start;
    int exponent = 0;
    if (bytes[p] == '.') {
      int point = ++p;
      digit = bytes[p] - '0';
      while (digit >= 0 && digit <= 9) {
        whole = whole * 10 + digit;
        digit = bytes[++p] - '0';
      }
      exponent = point - p;
      digits += p - point;
    }
    if (digits == 0) {
      return -1;
    }
    if ((bytes[p] | 0x20) == 'e') {
      p++;
      boolean down = bytes[p] == '-';
      if (down || bytes[p] == '+') {
        p++;
      }
      int written = 0;
      int first = p;
      for (digit = bytes[p] - '0'; digit >= 0 && digit <= 9; digit = bytes[++p] - '0') {
        written = Math.min(written * 10 + digit, 100_000);
      }
      if (p == first) {
        return -1;
      }
      exponent += down ? -written : written;
    }
    if (digits > 19 && digits - leadingZeros(bytes, start) > 19) {
      value = slow(bytes, from, p);
      return p;
    }
    double magnitude = magnitude(whole, exponent);
    value = magnitude < 0 ? slow(bytes, from, p) : negative ? -magnitude : magnitude;
    return p;
  }

  private static int leadingZeros(byte[] bytes, int start) {
    int zeros = 0;
    for (int p = start; bytes[p] == '0' || bytes[p] == '.'; p++) {
      zeros += bytes[p] == '0' ? 1 : 0;
    }
    return zeros;
  }

  private static double slow(byte[] bytes, int from, int to) {
    return Double.parseDouble(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
  }

  /** whole·10^exponent, whole being unsigned; negative where that is not certain. */
  private static double magnitude(long whole, int exponent) {
    if (whole >>> 53 == 0 && exponent >= -22 && exponent <= 22) {
      return exponent < 0 ? whole / POWERS[-exponent] : whole * POWERS[exponent];
    }
    if (whole == 0) {
      return 0;
    }
    return Wide.magnitude(whole, exponent);
  }

  /** In a class of its own, so that its table is made only when it is needed. */
  private static final class Wide {
    private static final int LEAST = -325;
    private static final int MOST = 308;

    /** The first and second 64 bits of 10^e, the first bit being 1; the rest is cut off. */
    private static final long[] HIGH = new long[MOST - LEAST + 1];

    private static final long[] LOW = new long[MOST - LEAST + 1];

    static {
      for (int e = LEAST; e <= MOST; e++) {
        BigInteger power = BigInteger.TEN.pow(Math.abs(e));
        BigInteger bits =
            e >= 0 ? power : BigInteger.ONE.shiftLeft(power.bitLength() + 128).divide(power);
        int surplus = bits.bitLength() - 128;
        bits = surplus >= 0 ? bits.shiftRight(surplus) : bits.shiftLeft(-surplus);
        HIGH[e - LEAST] = bits.shiftRight(64).longValue();
        LOW[e - LEAST] = bits.longValue();
      }
    }

    static double magnitude(long whole, int exponent) {
      if (exponent < LEAST || exponent > MOST) {
        return -1;
      }
      int shift = Long.numberOfLeadingZeros(whole);
      long w = whole << shift;
      long low = w * HIGH[exponent - LEAST];
      long high = multiplyHigh(w, HIGH[exponent - LEAST]);
      long carried = low + multiplyHigh(w, LOW[exponent - LEAST]);
      if (Long.compareUnsigned(carried, low) < 0) {
        high++;
      }
      // The product is high·2^64 + carried, or up to two more: the rest of both factors was cut
      // off.
      int spare = 10 + (int) (high >>> 63);
      long half = 1L << (spare - 1);
      long tail = high & ((1L << spare) - 1);
      if (tail == half && Long.compareUnsigned(carried, 2) < 0
          || tail == half - 1 && Long.compareUnsigned(carried, -3) >= 0) {
        return -1;
      }
      long mantissa = high >>> spare;
      if (tail >= half) {
        mantissa++;
      }
      // floor(e·log2(10)), as 217706/65536 gives it for every e of the table.
      int binary = (217706 * exponent >> 16) + 63 - shift + spare - 10;
      if (mantissa == 1L << 53) {
        mantissa >>= 1;
        binary++;
      }
      // Smaller ones have fewer bits, larger ones are no doubles.
      if (binary < Double.MIN_EXPONENT || binary > Double.MAX_EXPONENT) {
        return -1;
      }
      long bits = (long) (binary + 1023) << 52 | mantissa & (1L << 52) - 1;
      return Double.longBitsToDouble(bits);
    }

    /** As {@code Math.unsignedMultiplyHigh}, which Java 17 does not have. */
    private static long multiplyHigh(long a, long b) {
      return Math.multiplyHigh(a, b) + (a >> 63 & b) + (b >> 63 & a);
    }
  }
}
