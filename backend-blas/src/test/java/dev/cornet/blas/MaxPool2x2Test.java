package dev.cornet.blas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.backend.Epilogue;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Tests pooling of 2×2 blocks with results computed by hand: the cells of block i are z[i], z[n + i], z[2n + i], z[3n + i]. */
class MaxPool2x2Test {
    private static final float INF = Float.POSITIVE_INFINITY;

    /** One row per block. */
    private static final float[][] BLOCKS = {
        {1, 2, 3, 4},
        {5, 5, 1, 5},
        {-1, -2, -1, -3},
        {0, -0f, 0, 0},
        {1, INF, INF, 2},
        {-INF, -INF, -INF, -INF},
        {1, Float.NaN, 7, Float.NaN},
        {Float.NaN, INF, 0, 1},
        {3e38f, 3e38f, -3e38f, 0}
    };

    /** For each block, the index of the cell that receives the gradient. */
    private static final int[] FIRST = {3, 0, 0, 0, 1, 0, 1, 0, 0};

    private static final int N = BLOCKS.length;

    private static float[][] cells() {
        float[][] cells = new float[MaxPool2x2.CELLS][N];
        for (int i = 0; i < N; i++) {
            for (int cell = 0; cell < MaxPool2x2.CELLS; cell++) {
                cells[cell][i] = BLOCKS[i][cell];
            }
        }
        return cells;
    }

    @Test
    void computesTheMaximumAndSavesTheCells() {
        float[] z = new float[MaxPool2x2.CELLS * N];
        float[][] cells = cells();
        MaxPool2x2.forward(cells, 0, N, Epilogue.LINEAR, z, 0, N);
        assertArrayEquals(new float[] {4, 5, -1, 0, INF, -INF, Float.NaN, Float.NaN, 3e38f}, cells[0]);
        for (int i = 0; i < z.length; i++) {
            assertEquals(BLOCKS[i % N][i / N], z[i]);
        }
        float[][] part = cells();
        MaxPool2x2.forward(part, 2, 4, Epilogue.RELU, null, 0, N);
        assertArrayEquals(new float[] {5, 0, 0, 1}, Arrays.copyOfRange(part[0], 1, 5));
    }

    /** All blocks at once, where the infinities make all values take the slow path, and then each block alone. */
    @Test
    void routesTheGradientToTheFirstCellWithTheMaximum() {
        requireGradients(0, N);
        for (int i = 0; i < N; i++) {
            requireGradients(i, i + 1);
        }
    }

    private static void requireGradients(int from, int to) {
        float[] z = new float[MaxPool2x2.CELLS * N];
        float[][] cells = cells();
        MaxPool2x2.forward(cells, 0, N, Epilogue.LINEAR, z, 0, N);
        float[] dy = new float[N];
        for (int i = 0; i < N; i++) {
            dy[i] = i + 1;
        }
        float[][] dz = new float[MaxPool2x2.CELLS][N];
        MaxPool2x2.backward(z, 0, N, cells[0], dy, dz, from, to);
        for (int i = from; i < to; i++) {
            for (int cell = 0; cell < MaxPool2x2.CELLS; cell++) {
                assertEquals(cell == FIRST[i] ? i + 1 : 0, dz[cell][i], "block " + i + ", cell " + cell);
            }
        }
    }

    @Test
    void routesNonFiniteGradientsToOneCell() {
        float[] z = {1, 1, 2, 0, 0, 0, 0, 0};
        float[] y = {2, 1};
        float[] dy = {Float.NaN, INF};
        float[][] dz = new float[MaxPool2x2.CELLS][2];
        MaxPool2x2.backward(z, 0, 2, y, dy, dz, 0, 2);
        assertArrayEquals(new float[] {0, INF}, dz[0]);
        assertArrayEquals(new float[] {Float.NaN, 0}, dz[1]);
        assertArrayEquals(new float[] {0, 0}, dz[2]);
        assertArrayEquals(new float[] {0, 0}, dz[3]);
    }

    @Test
    void findsOneNonFiniteValueAmongMany() {
        for (int n = 1; n < 300; n++) {
            float[] values = new float[n];
            assertTrue(MaxPool2x2.allFinite(values, new float[n], n));
            Arrays.fill(values, 1);
            values[n * 7 / 11] = n % 2 == 0 ? Float.NaN : -INF;
            assertFalse(MaxPool2x2.allFinite(values, new float[n], n), "of " + n);
        }
    }
}
