package dev.cornet.blas;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;

/** Random arrays for the tests of kernels, and how far results may be from those of the plain loops. */
final class Draws {
    private Draws() {}

    /** n values in ±½. */
    static float[] of(SplittableRandom random, int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextDouble() - 0.5f;
        }
        return values;
    }

    /** {@code bound} is relative to the largest value. */
    static void requireClose(float[] expected, float[] actual, double bound) {
        double largest = 0;
        for (float e : expected) {
            largest = Math.max(largest, Math.abs(e));
        }
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], bound * largest);
        }
    }
}
