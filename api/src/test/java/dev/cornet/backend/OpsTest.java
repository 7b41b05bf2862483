package dev.cornet.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cornet.exceptions.BackendException;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The functions of {@link Ops} compute their formulas, with the same bits for any number of threads. */
final class OpsTest {
    private static final int ROWS = 700;
    private static final int COLUMNS = 50;
    private static final Shape MATRIX = Shape.of(ROWS, COLUMNS);
    private static final Shape ROW = Shape.of(COLUMNS);
    private static final Shape COLUMN = Shape.of(ROWS);

    /** The formula of value i of the first argument, computed from copies of all arguments. */
    private interface Formula {
        double value(Tensor[] before, int i);
    }

    private record Case(String name, List<Shape> shapes, Consumer<Tensor[]> op, Formula formula) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        Shape sequences = Shape.of(100, 7, COLUMNS);
        Shape a = Shape.of(3, 40, 60, 5); // heads of samples
        Shape b = Shape.of(3, 40, 5, 60);
        Shape square = Shape.of(3, 40, 60, 60);
        return Stream.of(
                of(
                        "addScaled",
                        MATRIX,
                        MATRIX,
                        x -> Ops.addScaled(x[0], x[1], 0.5f),
                        (x, i) -> at(x[0], i) + 0.5 * at(x[1], i)),
                of("addScalar", MATRIX, MATRIX, x -> Ops.addScalar(x[0], 0.5f), (x, i) -> at(x[0], i) + 0.5),
                of("multiply", MATRIX, MATRIX, x -> Ops.multiply(x[0], x[1]), (x, i) -> at(x[0], i) * at(x[1], i)),
                new Case(
                        "addProduct",
                        List.of(MATRIX, MATRIX, MATRIX),
                        x -> Ops.addProduct(x[0], x[1], x[2]),
                        (x, i) -> at(x[0], i) + at(x[1], i) * at(x[2], i)),
                of("map", MATRIX, MATRIX, x -> Ops.map(x[0], x[1], Math::expm1), (x, i) -> Math.expm1(at(x[1], i))),
                new Case(
                        "map of two",
                        List.of(MATRIX, MATRIX, MATRIX),
                        x -> Ops.map(x[0], x[1], x[2], Math::atan2),
                        (x, i) -> Math.atan2(at(x[1], i), at(x[2], i))),
                of(
                        "map in place",
                        MATRIX,
                        MATRIX,
                        x -> Ops.map(x[0], x[0], Math::cos),
                        (x, i) -> Math.cos(at(x[0], i))),
                of("addRows", MATRIX, ROW, x -> Ops.addRows(x[0], x[1]), (x, i) -> at(x[0], i) + at(x[1], i % COLUMNS)),
                of(
                        "multiplyRows",
                        MATRIX,
                        ROW,
                        x -> Ops.multiplyRows(x[0], x[1]),
                        (x, i) -> at(x[0], i) * at(x[1], i % COLUMNS)),
                of(
                        "addSumRows",
                        ROW,
                        MATRIX,
                        x -> Ops.addSumRows(x[0], x[1]),
                        (x, j) -> at(x[0], j) + sum(ROWS, r -> at(x[1], r * COLUMNS + j))),
                new Case(
                        "addProductSumRows",
                        List.of(ROW, MATRIX, MATRIX),
                        x -> Ops.addProductSumRows(x[0], x[1], x[2]),
                        (x, j) -> at(x[0], j) + sum(ROWS, r -> at(x[1], r * COLUMNS + j) * at(x[2], r * COLUMNS + j))),
                of(
                        "addColumns",
                        MATRIX,
                        COLUMN,
                        x -> Ops.addColumns(x[0], x[1]),
                        (x, i) -> at(x[0], i) + at(x[1], i / COLUMNS)),
                of(
                        "multiplyColumns",
                        sequences,
                        Shape.of(100),
                        x -> Ops.multiplyColumns(x[0], x[1]),
                        (x, i) -> at(x[0], i) * at(x[1], i / (7 * COLUMNS))),
                of(
                        "addSumColumns",
                        COLUMN,
                        MATRIX,
                        x -> Ops.addSumColumns(x[0], x[1]),
                        (x, r) -> at(x[0], r) + sum(COLUMNS, j -> at(x[1], r * COLUMNS + j))),
                new Case(
                        "addProductSumColumns",
                        List.of(COLUMN, MATRIX, MATRIX),
                        x -> Ops.addProductSumColumns(x[0], x[1], x[2]),
                        (x, r) ->
                                at(x[0], r) + sum(COLUMNS, j -> at(x[1], r * COLUMNS + j) * at(x[2], r * COLUMNS + j))),
                of(
                        "softmaxRows",
                        MATRIX,
                        MATRIX,
                        x -> Ops.softmaxRows(x[0]),
                        (x, i) -> Math.exp(at(x[0], i))
                                / sum(COLUMNS, j -> Math.exp(at(x[0], i / COLUMNS * COLUMNS + j)))),
                of(
                        "softmaxRowsBackward",
                        MATRIX,
                        MATRIX,
                        x -> Ops.softmaxRowsBackward(x[0], x[1]),
                        (x, i) -> at(x[1], i)
                                * (at(x[0], i)
                                        - sum(
                                                COLUMNS,
                                                j -> at(x[0], i / COLUMNS * COLUMNS + j)
                                                        * at(x[1], i / COLUMNS * COLUMNS + j)))),
                of(
                        "copyColumns",
                        Shape.of(ROWS, 8),
                        MATRIX,
                        x -> Ops.copyColumns(x[0], 3, x[1], 40, 4),
                        (x, i) -> i % 8 >= 3 && i % 8 < 7 ? at(x[1], i / 8 * COLUMNS + 40 + i % 8 - 3) : at(x[0], i)),
                product("matmul", x -> Ops.matmul(x[0], x[1], x[2]), false, square, a, b),
                product("addMatmul", x -> Ops.addMatmul(x[0], x[1], x[2]), true, square, a, b),
                product("matmulT", x -> Ops.matmulT(x[0], x[1], x[2]), false, square, a, a),
                product("addMatmulT", x -> Ops.addMatmulT(x[0], x[1], x[2]), true, square, a, a),
                product("transposedMatmul", x -> Ops.transposedMatmul(x[0], x[1], x[2]), false, square, b, b),
                product("addTransposedMatmul", x -> Ops.addTransposedMatmul(x[0], x[1], x[2]), true, square, b, b));
    }

    private static Case of(String name, Shape first, Shape second, Consumer<Tensor[]> op, Formula formula) {
        return new Case(name, List.of(first, second), op, formula);
    }

    /** A product of matrices of 60 by 60 and sums of 5 terms, where an argument with 5 rows is transposed. */
    private static Case product(String name, Consumer<Tensor[]> op, boolean adds, Shape c, Shape a, Shape b) {
        return new Case(name, List.of(c, a, b), op, (x, i) -> {
            int first = i / 3_600 * 300;
            int row = i / 60 % 60;
            int column = i % 60;
            double product = sum(5, p -> {
                double left = at(x[1], first + (a.last() == 5 ? row * 5 + p : p * 60 + row));
                return left * at(x[2], first + (b.last() == 5 ? column * 5 + p : p * 60 + column));
            });
            return product + (adds ? at(x[0], i) : 0);
        });
    }

    private static double at(Tensor x, int i) {
        return x.data()[x.offset() + i];
    }

    private static double sum(int n, IntToDoubleFunction term) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += term.applyAsDouble(i);
        }
        return sum;
    }

    /** Random values in (−1, 1), with an offset and further values behind. */
    private static Tensor[] arguments(List<Shape> shapes) {
        Tensor[] all = new Tensor[shapes.size()];
        for (int k = 0; k < all.length; k++) {
            RandomStream random = new RandomStream(5).foldIn(k);
            float[] data = new float[shapes.get(k).size() + 7];
            for (int i = 0; i < data.length; i++) {
                data[i] = (float) random.uniform(i, -1, 1);
            }
            all[k] = Tensor.wrap(data, 3 + k, shapes.get(k));
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void computesItsFormula(Case c) {
        Tensor[] before = arguments(c.shapes);
        float[] first = null;
        int threads = WorkerPool.shared().threads();
        try {
            for (int count : new int[] {1, 2, 4}) {
                WorkerPool.setThreads(count);
                Tensor[] x = arguments(c.shapes);
                c.op.accept(x);
                for (int i = 0; i < x[0].size(); i++) {
                    double expected = c.formula.value(before, i);
                    assertEquals(expected, at(x[0], i), 2e-5 * (1 + Math.abs(expected)), c + ", value " + i);
                }
                for (int k = 1; k < x.length; k++) {
                    assertArrayEquals(before[k].data(), x[k].data(), c + " writes to argument " + k);
                }
                float[] all = x[0].data();
                assertArrayEquals(
                        new float[] {before[0].data()[2], before[0].data()[all.length - 1]},
                        new float[] {all[2], all[all.length - 1]});
                first = first == null ? all : first;
                assertArrayEquals(first, all, c + " with " + count + " threads");
            }
        } finally {
            WorkerPool.setThreads(threads);
        }
    }

    @Test
    void sumsOfAllValuesDoNotDependOnThreads() {
        Tensor[] x = arguments(List.of(MATRIX, MATRIX));
        double sum = sum(MATRIX.size(), i -> at(x[0], i));
        double dot = sum(MATRIX.size(), i -> at(x[0], i) * at(x[1], i));
        int threads = WorkerPool.shared().threads();
        try {
            WorkerPool.setThreads(1);
            double one = Ops.sum(x[0]);
            double oneDot = Ops.dot(x[0], x[1]);
            assertEquals(sum, one, 1e-9);
            assertEquals(dot, oneDot, 1e-9);
            WorkerPool.setThreads(4);
            assertEquals(one, Ops.sum(x[0]));
            assertEquals(oneDot, Ops.dot(x[0], x[1]));
        } finally {
            WorkerPool.setThreads(threads);
        }
        assertEquals(0, Ops.sum(Tensor.zeros(0)));
    }

    @Test
    void masksColumnsInAllRowsOfASample() {
        Tensor z = Tensor.of(new float[] {1, 2, 3, 3, 2, 1, 5, 5, 5, 1, 1, 1}, 2, 2, 3);
        Ops.softmaxRows(z, Tensor.of(new float[] {1, 1, 0, 0, 0, 0}, 2, 3));
        double p = 1 / (1 + Math.E); // e¹/(e¹ + e²)
        float third = 1 / 3f; // no column counts: all are equal
        assertArrayEquals(
                new float[] {
                    (float) p,
                    (float) (1 - p),
                    0,
                    (float) (1 - p),
                    (float) p,
                    0,
                    third,
                    third,
                    third,
                    third,
                    third,
                    third
                },
                z.toArray(),
                1e-6f);
        Tensor unmasked = Tensor.of(new float[] {0, 0}, 1, 2);
        Ops.softmaxRows(unmasked, null);
        assertArrayEquals(new float[] {0.5f, 0.5f}, unmasked.toArray());
    }

    @Test
    void refusesArgumentsThatDoNotFitByName() {
        Tensor x = Tensor.zeros(2, 3);
        Tensor y = Tensor.zeros(4);
        assertRefused(
                "multiply: x of shape (4) has 4 values, but y of shape (2, 3) has 6; as many are expected",
                () -> Ops.multiply(x, y));
        assertRefused(
                "add: x of shape (4) has 4 values, but y of shape (2, 3) has 6; as many are expected",
                () -> Ops.add(x, y));
        assertRefused(
                "addRows: b of shape (4) has 4 values, which do not divide the 6 of z of shape (2, 3)",
                () -> Ops.addRows(x, y));
        assertRefused(
                "softmaxRows: mask of shape (4) has 4 values, which do not divide the 6 of z of shape (2, 3)",
                () -> Ops.softmaxRows(x, y));
        assertRefused(
                "matmul: a of shape (2, 3) times b of shape (2, 4), transposed, does not fit into c of shape (2, 2):"
                        + " (…, m, k) times (…, k, n) gives (…, m, n), with the same axes before",
                () -> Ops.matmulT(Tensor.zeros(2, 2), x, Tensor.zeros(2, 4)));
        assertRefused(
                "copyColumns: x of shape (2, 3) has columns 0 to 2, not 2 to 3",
                () -> Ops.copyColumns(Tensor.zeros(2, 2), 0, x, 2, 2));
        assertRefused(
                "copyColumns: x of shape (2, 3) has 2 rows, but y of shape (3, 2) has 3",
                () -> Ops.copyColumns(Tensor.zeros(3, 2), 0, x, 0, 2));
        assertRefused(
                "dot: y of shape (4) has 4 values, but x of shape (2, 3) has 6; as many are expected",
                () -> Ops.dot(x, y));
    }

    private static void assertRefused(String message, Executable work) {
        assertEquals(message, assertThrows(BackendException.class, work).getMessage());
    }
}
