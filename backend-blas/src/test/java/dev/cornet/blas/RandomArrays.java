package dev.cornet.blas;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;

/** Random arrays for the tests of kernels, and an assertion that two arrays agree up to an error. */
final class RandomArrays {
    private RandomArrays() {}

    /** n uniform values in ±½. */
    static float[] of(SplittableRandom random, int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextDouble() - 0.5f;
        }
        return values;
    }

    /** Asserts that all values agree up to {@code bound} times the largest value. */
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
