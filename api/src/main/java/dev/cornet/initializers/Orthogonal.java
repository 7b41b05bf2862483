package dev.cornet.initializers;

import dev.cornet.backend.WorkerPool;
import dev.cornet.config.Option;
import dev.cornet.exceptions.MemoryException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;

/**
 * A random orthogonal matrix times gain: w, reshaped to a matrix of (all axes but the last, last axis), has orthonormal columns, or
 * orthonormal rows if it has more columns than rows.
 *
 * <p>References: Saxe, McClelland, Ganguli, "Exact solutions to the nonlinear dynamics of learning in deep linear neural networks", ICLR
 * 2014; Keras' Orthogonal page.
 */
// Vectors of normal random numbers are orthonormalized by the modified Gram-Schmidt process, in double. This is the QR
// decomposition whose R has a positive diagonal, for which Q is uniformly distributed among the orthogonal matrices
// (Mezzadri, "How to generate random matrices from the classical compact groups", 2007).
public final class Orthogonal extends RandomInitializer<Orthogonal> {
    /** The number of vectors that are orthonormalized before the projections onto them are subtracted from all later vectors at once. */
    private static final int BLOCK = 32;

    /** Maximum number of columns of a task, so few that their coefficients for the vectors of a block stay in the cache. */
    private static final int TILE = 512;

    /** The number of columns of the result that are written together, so few that a row of each vector stays in the cache. */
    private static final int STRIP = 16;

    /** Bytes that a Java array takes in addition to its elements, with the reference to it. */
    private static final int ARRAY_BYTES = 24;

    @Option
    private double gain = 1;

    /** The factor of the orthonormal vectors; default 1. */
    public Orthogonal gain(double gain) {
        this.gain = gain;
        return checked();
    }

    @Override
    public void check() {
        require(Double.isFinite(gain), "gain must be a finite number, got %s", gain);
    }

    @Override
    public void fill(Tensor w, RandomStream random) {
        if (w.shape().rank() < 2) {
            throw new ShapeException("Orthogonal: expected a weight of two axes or more, got " + w.shape());
        }
        int columns = w.shape().last();
        int rows = columns == 0 ? 0 : w.size() / columns;
        int count = Math.min(rows, columns);
        requireMemory(w.shape(), Math.max(rows, columns), count);
        double[][] q = orthonormalColumns(Math.max(rows, columns), count, random);
        boolean isTall = rows >= columns;
        WorkerPool.shared().range(columns, STRIP * Math.max(1, 1024 / Math.max(rows, 1)), (first, end) -> {
            for (int strip = first; strip < end; strip += STRIP) {
                for (int r = 0; r < rows; r++) {
                    for (int c = strip; c < Math.min(end, strip + STRIP); c++) {
                        w.data()[w.offset() + r * columns + c] = (float) (gain * (isTall ? q[r][c] : q[c][r]));
                    }
                }
            }
        });
    }

    /** Throws a {@link MemoryException} if the vectors, and the copies of one block of them, take more than half the maximum heap. */
    private static void requireMemory(Shape shape, int length, int count) {
        long bytes = (long) length * (Double.BYTES * (count + 2L * Math.min(BLOCK, count)) + 3L * ARRAY_BYTES);
        if (bytes > Runtime.getRuntime().maxMemory() / 2) {
            throw new MemoryException("Orthogonal: the vectors of a weight of shape " + shape + " take " + bytes
                    + " bytes while they are made, more than half of the "
                    + Runtime.getRuntime().maxMemory()
                    + " that Java has. Give Java a larger heap (-Xmx), or choose another"
                    + " initializer.");
        }
    }

    /**
     * A matrix of {@code length} rows with {@code count} orthonormal columns. Column v begins with the random numbers v·length, v·length +
     * 1, …
     */
    private static double[][] orthonormalColumns(int length, int count, RandomStream random) {
        double[][] a = new double[length][count];
        WorkerPool.shared().range(length, Math.max(1, 16_384 / Math.max(count, 1)), (from, to) -> {
            for (int i = from; i < to; i++) {
                for (int v = 0; v < count; v++) {
                    a[i][v] = random.normal((long) v * length + i);
                }
            }
        });
        double[][] first = orthonormalize(a, 0, Math.min(count, BLOCK));
        for (int begin = BLOCK; begin < count; begin += BLOCK) {
            first = subtractProjections(a, first, begin, count);
        }
        return a;
    }

    /**
     * Subtracts the projections onto the block Q from columns {@code begin} to {@code count} − 1 of A. Orthonormalizes the first of them,
     * the next block, while other threads are still at the later columns, and returns a copy of it.
     */
    private static double[][] subtractProjections(double[][] a, double[][] q, int begin, int count) {
        int end = Math.min(count, begin + BLOCK);
        int rest = count - end;
        int tiles = 2 * ((rest + 2 * TILE - 1) / (2 * TILE)); // an even number, which two threads share evenly
        int width = tiles == 0 ? 0 : (rest + tiles - 1) / tiles;
        double[][][] next = new double[1][][];
        WorkerPool.shared().run(tiles + 1, task -> {
            if (task == 0) {
                subtractTile(a, q, begin, end);
                next[0] = orthonormalize(a, begin, end);
            } else {
                int from = end + (task - 1) * width;
                subtractTile(a, q, from, Math.min(count, from + width));
            }
        });
        return next[0];
    }

    /** Orthonormalizes columns {@code first} to {@code end} − 1 of A, and returns a copy of them, one array per row. */
    private static double[][] orthonormalize(double[][] a, int first, int end) {
        int length = a.length;
        double[][] columns = new double[end - first][length];
        double[][] q = new double[length][end - first];
        for (int v = 0; v < columns.length; v++) {
            for (int i = 0; i < length; i++) {
                columns[v][i] = a[i][first + v];
            }
        }
        for (int v = 0; v < columns.length; v++) {
            add(columns[v], columns[v], 1 / Math.sqrt(dot(columns[v], columns[v])) - 1);
            for (int other = v + 1; other < columns.length; other++) {
                add(columns[other], columns[v], -dot(columns[other], columns[v]));
            }
        }
        for (int i = 0; i < length; i++) {
            for (int v = 0; v < columns.length; v++) {
                q[i][v] = columns[v][i];
                a[i][first + v] = columns[v][i];
            }
        }
        return q;
    }

    /** A ← A − Q·S with S = Qᵀ·A, for columns {@code from} to {@code to} − 1 of A. */
    private static void subtractTile(double[][] a, double[][] q, int from, int to) {
        int block = q[0].length;
        double[][] s = new double[block][to];
        double[] alpha = new double[4];
        for (int i = 0; i < a.length; i += 4) {
            for (int v = 0; v < block; v++) {
                for (int k = 0; k < 4; k++) {
                    alpha[k] = i + k < a.length ? q[i + k][v] : 0;
                }
                add(s[v], alpha, a, i, from, to);
            }
        }
        for (int i = 0; i < a.length; i++) {
            for (int v = 0; v < block; v += 4) {
                for (int k = 0; k < 4; k++) {
                    alpha[k] = v + k < block ? -q[i][v + k] : 0;
                }
                add(a[i], alpha, s, v, from, to);
            }
        }
    }

    /** y ← y + Σ αₖ·x₍row+k₎ over four rows of x, in columns {@code from} to {@code to} − 1; rows beyond the end of x have α = 0. */
    private static void add(double[] y, double[] alpha, double[][] x, int row, int from, int to) {
        double[] x0 = x[row];
        double[] x1 = x[Math.min(row + 1, x.length - 1)];
        double[] x2 = x[Math.min(row + 2, x.length - 1)];
        double[] x3 = x[Math.min(row + 3, x.length - 1)];
        double a0 = alpha[0];
        double a1 = alpha[1];
        double a2 = alpha[2];
        double a3 = alpha[3];
        for (int c = from; c < to; c++) {
            y[c] += (a0 * x0[c] + a1 * x1[c]) + (a2 * x2[c] + a3 * x3[c]);
        }
    }

    /** Σ aᵢ·bᵢ with four accumulators, because with a single one each addition waits for the one before. */
    private static double dot(double[] a, double[] b) {
        int blockEnd = a.length & ~3;
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        for (int i = 0; i < blockEnd; i += 4) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }
        for (int i = blockEnd; i < a.length; i++) {
            s0 += a[i] * b[i];
        }
        return (s0 + s1) + (s2 + s3);
    }

    /** a ← a + α·b */
    private static void add(double[] a, double[] b, double alpha) {
        for (int i = 0; i < a.length; i++) {
            a[i] += alpha * b[i];
        }
    }
}
