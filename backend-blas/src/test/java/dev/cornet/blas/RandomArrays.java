package dev.cornet.blas;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
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

    /** A tensor of uniform values in ±½ that begins at an offset in its array. */
    static Tensor tensor(SplittableRandom random, int offset, int... dims) {
        Shape shape = Shape.of(dims);
        return Tensor.wrap(of(random, offset + shape.size()), offset, shape);
    }

    /** A tensor with a copy of the whole array, at the same offset. */
    static Tensor copy(Tensor x) {
        return Tensor.wrap(x.data().clone(), x.offset(), x.shape());
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
