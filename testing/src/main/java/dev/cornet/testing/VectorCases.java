package dev.cornet.testing;

import dev.cornet.backend.Backend;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.RandomCase.Region;

/**
 * Random cases of the elementwise functions and of softmax. The allowed errors are those that {@link Backend} states; results below twice
 * the smallest normal float only have to be that small too. Allowed error of softmax: 10⁻⁶, and 10⁻⁵ of the value.
 */
final class VectorCases {
    private static final float[] SPECIAL = {
        0f,
        -0f,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.NaN,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        Float.MIN_VALUE,
        1e-30f,
        -1e-6f,
        89.5f,
        -87.3f,
        -103f
    };

    private VectorCases() {}

    private interface Function {
        double of(double x);
    }

    private interface Call {
        void run(Tensor x, Tensor y);
    }

    static Region exp(Backend backend, RandomCase random) {
        return map(random, 100, backend::exp, Math::exp, y -> relative(2e-7, y));
    }

    static Region tanh(Backend backend, RandomCase random) {
        return map(random, random.coin() ? 10 : 0.3, backend::tanh, Math::tanh, y -> relative(1e-6, y));
    }

    static Region sigmoid(Backend backend, RandomCase random) {
        return map(random, 30, backend::sigmoid, x -> 1 / (1 + Math.exp(-x)), y -> relative(5e-7, y));
    }

    private static double relative(double bound, double y) {
        return Math.max(bound * Math.abs(y), 2 * Float.MIN_NORMAL);
    }

    private static Region map(RandomCase random, double scale, Call call, Function function, Function bound) {
        int n = random.pick(0, 3) == 0 ? random.pick(15_000, 40_000) : random.pick(1, 2_500);
        Region x = random.values(n, scale);
        for (int i = 0; i < SPECIAL.length; i++) {
            x.array()[x.offset() + random.pick(0, n - 1)] = SPECIAL[i];
        }
        x = random.snapshot(x);
        Region y = random.coin() ? x : random.unwritten(n);
        call.run(x.tensor(n), y.tensor(n));
        for (int i = 0; i < n; i++) {
            double expected = function.of(x.beforeAt(i));
            if (Math.abs(expected) > Float.MAX_VALUE) {
                expected = Double.POSITIVE_INFINITY;
            }
            RandomCase.requireClose(
                    expected, y.at(i), bound.of(expected), "f(%s), value %d of %d", x.beforeAt(i), i, n);
        }
        return y;
    }

    static Region softmaxRows(Backend backend, RandomCase random) {
        int rows = random.pick(1, 40);
        int columns = random.pick(1, random.pick(0, 3) == 0 ? 1_500 : 60);
        Region x = random.values(rows * columns, random.coin() ? 1 : 40);
        int masked = random.pick(0, x.size() - 1); // a masked value; one only, since a row of them has no softmax
        x.array()[x.offset() + masked] = Float.NEGATIVE_INFINITY;
        if (random.pick(0, 3) == 0) {
            x.array()[x.offset() + random.pick(0, x.size() - 1)] = random.coin() ? Float.NaN : Float.POSITIVE_INFINITY;
        }
        x = random.snapshot(x);
        Region y = random.coin() ? x : random.unwritten(x.size());
        backend.softmaxRows(x.tensor(rows, columns), y.tensor(rows, columns));
        for (int r = 0; r < rows; r++) {
            double max = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < columns; j++) {
                max = Math.max(max, x.beforeAt(r * columns + j));
            }
            double sum = 0;
            for (int j = 0; j < columns; j++) {
                sum += Math.exp(x.beforeAt(r * columns + j) - max);
            }
            for (int j = 0; j < columns; j++) {
                double expected = Math.exp(x.beforeAt(r * columns + j) - max) / sum;
                double bound = Math.min(1e-6, relative(1e-5, expected));
                RandomCase.requireClose(expected, y.at(r * columns + j), bound, "row %d of %d columns", r, columns);
            }
        }
        return y;
    }
}
