package dev.cornet.initializers;

import static dev.cornet.config.OptionChecks.require;

import dev.cornet.backend.WorkerPool;
import dev.cornet.config.Option;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;

/**
 * A random orthogonal matrix times gain: w seen as (all axes but the last, last) has orthonormal columns, or rows where it is wider
 * than tall.
 *
 * <p>References: Saxe, McClelland, Ganguli, "Exact solutions to the nonlinear dynamics of learning in deep linear neural networks",
 * ICLR 2014; Keras' Orthogonal page.
 */
// Normal vectors made orthogonal by the modified Gram-Schmidt process, in double; it is the QR decomposition with a
// positive diagonal
// of R, so every orthogonal matrix is equally likely (Mezzadri, "How to generate random matrices from the classical
// compact groups").
public final class Orthogonal extends RandomInitializer<Orthogonal> {
    /** So many units are made before the vectors behind them are cleared of all these at once: each vector is fetched less often. */
    private static final int BLOCK = 16;

    @Option
    private double gain = 1;

    /** The length of the vectors; default 1. */
    public Orthogonal gain(double gain) {
        this.gain = gain;
        check();
        return this;
    }

    @Override
    public void check() {
        require(this, Double.isFinite(gain), "gain must be a finite number, got %s", gain);
    }

    @Override
    public void fill(Tensor w, RandomStream noise) {
        if (w.shape().rank() < 2) {
            throw new ShapeException("Orthogonal: expected a weight of two axes or more, got " + w.shape());
        }
        int columns = w.shape().last();
        int rows = columns == 0 ? 0 : w.size() / columns;
        int count = Math.min(rows, columns);
        double[][] q = orthonormal(count, Math.max(rows, columns), noise);
        boolean tall = rows >= columns;
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                w.data()[w.offset() + r * columns + c] = (float) (gain * (tall ? q[c][r] : q[r][c]));
            }
        }
    }

    private static double[][] orthonormal(int count, int length, RandomStream noise) {
        double[][] q = new double[count][length];
        int grain = Math.max(1, 16_384 / Math.max(length, 1));
        WorkerPool.shared().range(count, grain, (from, to) -> {
            for (int v = from; v < to; v++) {
                for (int i = 0; i < length; i++) {
                    q[v][i] = noise.normal((long) v * length + i);
                }
            }
        });
        for (int first = 0; first < count; first += BLOCK) {
            int begin = first;
            int end = Math.min(count, first + BLOCK);
            for (int v = begin; v < end; v++) {
                add(q[v], q[v], 1 / Math.sqrt(dot(q[v], q[v])) - 1);
                clear(q, v + 1, end, v, v + 1);
            }
            WorkerPool.shared()
                    .range(
                            count - end,
                            Math.max(1, grain / BLOCK),
                            (from, to) -> clear(q, end + from, end + to, begin, end));
        }
        return q;
    }

    /** Takes out of each vector what lies along some units, one unit after the other. */
    private static void clear(double[][] q, int from, int to, int firstUnit, int endUnit) {
        for (int other = from; other < to; other++) {
            for (int v = firstUnit; v < endUnit; v++) {
                add(q[other], q[v], -dot(q[other], q[v]));
            }
        }
    }

    /** Σ aᵢ·bᵢ in four strands, because one alone waits for each addition to finish. */
    private static double dot(double[] a, double[] b) {
        int whole = a.length & ~3;
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        for (int i = 0; i < whole; i += 4) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }
        for (int i = whole; i < a.length; i++) {
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
