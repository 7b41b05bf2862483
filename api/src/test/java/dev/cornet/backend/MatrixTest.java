package dev.cornet.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.exceptions.BackendException;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Tests views of matrices and products of them with results computed by hand, and the messages for matrices that do not fit. */
class MatrixTest {
    private static final Backend JAVA = new JavaBackend();

    /** 0 1 2 3; 4 5 6 7; 8 9 10 11, after two values that do not belong to it. */
    private final Matrix matrix =
            Matrix.of(Tensor.wrap(new float[] {-1, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, 2, Shape.of(3, 4)));

    private static float[] values(Matrix m) {
        float[] values = new float[m.rows() * m.columns()];
        for (int i = 0; i < m.rows(); i++) {
            for (int j = 0; j < m.columns(); j++) {
                values[i * m.columns() + j] = m.data()[m.index(i, j)];
            }
        }
        return values;
    }

    @Test
    void viewsTensors() {
        assertEquals(
                new Matrix(matrix.data(), 2, 6, 2, 2, false),
                Matrix.of(Tensor.wrap(matrix.data(), 2, Shape.of(3, 2, 2))));
        assertEquals(
                new Matrix(matrix.data(), 2, 2, 6, 6, false),
                Matrix.of(Tensor.wrap(matrix.data(), 2, Shape.of(3, 4)), 6));
        Matrix vector = Matrix.of(Tensor.zeros(5));
        assertEquals(1, vector.rows());
        assertEquals(5, vector.columns());
        assertEquals(7, Matrix.of(Tensor.zeros(7, 0)).rows());
        assertEquals(0, Matrix.of(Tensor.zeros(7, 0), 0).rows());
    }

    @Test
    void movesAlongTheArray() {
        assertArrayEquals(
                new float[] {6, 7, 10, 11}, values(matrix.block(0, 2, 0, 2).at(8)));
        assertSame(matrix, matrix.at(2));
        float[] c = {0, 0, 0, 0};
        Matrix sum = Matrix.of(c, 0, 1, 2);
        JAVA.gemm(matrix.block(0, 1, 0, 2), 6, matrix.block(0, 2, 0, 2), 2, 1, sum, 2); // (4 5)·(0 1; 4 5)
        assertArrayEquals(new float[] {0, 0, 20, 29}, c);
    }

    @Test
    void multipliesWholeTensors() {
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 1, 2, 3);
        Tensor y = Tensor.zeros(3, 3);
        JAVA.gemm(x, true, x, false, 0, y);
        assertArrayEquals(new float[] {17, 22, 27, 22, 29, 36, 27, 36, 45}, y.data());
        Tensor z = Tensor.zeros(2, 2);
        JAVA.gemm(x, false, x, true, 0, z);
        assertArrayEquals(new float[] {14, 32, 32, 77}, z.data());
        BackendException e = assertThrows(BackendException.class, () -> JAVA.gemm(x, false, x, false, 0, z));
        assertEquals(
                "gemm: a of shape (1, 2, 3) times b of shape (1, 2, 3) does not fit into c of shape (2, 2): (m, k) times (k, n)"
                        + " gives (m, n)",
                e.getMessage());
    }

    @Test
    void addsRowsInGroups() {
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 2, 2, 2);
        Tensor sum = Tensor.of(new float[] {10, 20, 30, 40}, 2, 2);
        JAVA.addSumRows(x, 2, sum);
        assertArrayEquals(new float[] {14, 26, 42, 54}, sum.data());
        BackendException e = assertThrows(BackendException.class, () -> JAVA.addSumRows(x, 3, sum));
        assertEquals(
                "addSumRows: x of shape (2, 2, 2) does not have 3 rows for each row of the sum of shape (2, 2)",
                e.getMessage());
    }

    @Test
    void viewsRowsColumnsAndTheTransposedMatrix() {
        assertArrayEquals(new float[] {4, 5, 6, 7, 8, 9, 10, 11}, values(matrix.rows(1, 3)));
        assertArrayEquals(new float[] {1, 2, 5, 6, 9, 10}, values(matrix.columns(1, 3)));
        assertArrayEquals(new float[] {0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11}, values(matrix.transpose()));
        assertArrayEquals(new float[] {5, 9, 6, 10}, values(matrix.transpose().block(1, 2, 1, 2)));
        assertArrayEquals(
                new float[] {9, 10},
                values(matrix.transpose().rows(1, 3).columns(2, 3).transpose()));
        assertArrayEquals(new float[] {}, values(matrix.rows(3, 3)));
        assertSame(matrix, matrix.rows(0, 3));
        assertSame(matrix, matrix.columns(0, 4));
    }

    @Test
    void refusesRowsAndColumnsOutside() {
        for (int[] range : new int[][] {{-1, 2}, {2, 1}, {0, 4}}) {
            String message = assertThrows(BackendException.class, () -> matrix.rows(range[0], range[1]))
                    .getMessage();
            assertEquals(
                    "rows " + range[0] + " to " + (range[1] - 1) + " of a matrix of 3x4 do not exist: 0 <= from <= to"
                            + " <= 3 is wanted, where row to is the first one left out",
                    message);
        }
        assertThrows(BackendException.class, () -> matrix.columns(0, 5));
    }

    /** (1 2; 3 4)·(5 6; 7 8) = (19 22; 43 50), and with one of them transposed. */
    @Test
    void multipliesViews() {
        Matrix a = Matrix.of(Tensor.of(new float[] {1, 2, 3, 4}, 2, 2));
        Matrix b = Matrix.of(Tensor.of(new float[] {5, 6, 7, 8}, 2, 2));
        float[] c = new float[6];
        JAVA.gemm(a, b, 0, new Matrix(c, 1, 2, 2, 3, false));
        assertArrayEquals(new float[] {0, 19, 22, 0, 43, 50}, c);
        JAVA.gemm(a.transpose(), b, 1, new Matrix(c, 1, 2, 2, 3, false));
        assertArrayEquals(new float[] {0, 19 + 26, 22 + 30, 0, 43 + 38, 50 + 44}, c);
        JAVA.gemm(a, b.transpose(), 0, new Matrix(c, 1, 2, 2, 3, false));
        assertArrayEquals(new float[] {0, 17, 23, 0, 39, 53}, c);
    }

    @Test
    void refusesMatricesThatDoNotFit() {
        Matrix a = Matrix.of(new float[6], 0, 2, 3);
        Matrix b = Matrix.of(new float[6], 0, 2, 3);
        Matrix c = Matrix.of(new float[4], 0, 2, 2);
        assertEquals(
                "gemm: a (2, 3) times b (2, 3) does not fit into c (2, 2): (m, k) times (k, n) gives (m, n), and c cannot"
                        + " be a transposed matrix",
                refusal(a, b, c));
        assertTrue(refusal(a, b.transpose(), c.transpose()).contains("c (2, 2, transposed)"));
        assertEquals(
                "b: needs 6 values from index 1, but the array holds 6", refusal(a, Matrix.of(b.data(), 1, 3, 2), c));
        assertEquals(
                "a: a matrix of 2x3 with leading dimension 2 cannot be",
                refusal(new Matrix(a.data(), 0, 2, 3, 2, false), b.transpose(), c));
    }

    private static String refusal(Matrix a, Matrix b, Matrix c) {
        return assertThrows(BackendException.class, () -> JAVA.gemm(a, b, 1, c)).getMessage();
    }
}
