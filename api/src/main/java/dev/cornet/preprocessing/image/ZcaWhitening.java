package dev.cornet.preprocessing.image;

import dev.cornet.backend.Backends;
import dev.cornet.backend.Matrix;
import dev.cornet.backend.WorkerPool;
import dev.cornet.exceptions.DataException;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * ZCA whitening: y = x·W with W = U·diag(√n / (s + ε))·Uᵀ, where U and s are the left singular vectors and the singular values of Xᵀ, and
 * the rows of X are n centred samples.
 *
 * <p>With fewer samples than values per sample, singular vectors whose singular value is zero are left out.
 *
 * <p>Reference: Krizhevsky, "Learning multiple layers of features from tiny images", 2009, appendix A.
 */
final class ZcaWhitening {
    private static final int MAX_SIZE = 8192;
    private static final int ROWS_PER_THREAD = 16;
    /** Singular values below this fraction of the largest one count as zero. */
    private static final double ZERO_TOLERANCE = 1e-6;

    private final int size;
    private final float[] matrix;

    private ZcaWhitening(int size, float[] matrix) {
        this.size = size;
        this.matrix = matrix;
    }

    /** Computes the whitening from n centred samples of {@code size} values each. */
    static ZcaWhitening of(float[] x, int n, int size, double epsilon) {
        if (size > MAX_SIZE) {
            throw new DataException("zcaWhitening needs a matrix with a row for each of an image's " + size
                    + " values; " + MAX_SIZE + " is the most. Use smaller images.");
        }
        boolean fewSamples = n < size;
        double[][] gram = fewSamples ? rowGram(x, n, size) : columnGram(x, n, size, null);
        SymmetricEigen eigen = new SymmetricEigen(gram);
        double[] s = new double[eigen.values().length];
        double largest = 0;
        for (int k = 0; k < s.length; k++) {
            s[k] = Math.sqrt(Math.max(0, eigen.values()[k]));
            largest = Math.max(largest, s[k]);
        }
        float[] u = new float[s.length * size];
        double[] factors = new double[s.length];
        for (int k = 0; k < s.length; k++) {
            double[] v = eigen.vectors()[k];
            if (!fewSamples) {
                factors[k] = Math.sqrt(n) / (s[k] + epsilon);
                for (int j = 0; j < size; j++) {
                    u[k * size + j] = (float) v[j];
                }
            } else if (s[k] > ZERO_TOLERANCE * largest) {
                factors[k] = Math.sqrt(n) / (s[k] + epsilon);
                leftSingularVector(x, v, s[k], u, k * size, size);
            }
        }
        double[][] w = columnGram(u, s.length, size, factors);
        float[] matrix = new float[size * size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                matrix[i * size + j] = (float) w[i][j];
            }
        }
        return new ZcaWhitening(size, matrix);
    }

    /** Writes u = Xᵀ·v / s. */
    private static void leftSingularVector(float[] x, double[] v, double s, float[] u, int at, int size) {
        double[] sum = new double[size];
        for (int i = 0; i < v.length; i++) {
            double factor = v[i] / s;
            for (int j = 0; j < size; j++) {
                sum[j] += factor * x[i * size + j];
            }
        }
        for (int j = 0; j < size; j++) {
            u[at + j] = (float) sum[j];
        }
    }

    /** Returns Xᵀ·diag(f)·X for X with {@code rows} rows; a null f stands for ones. */
    private static double[][] columnGram(float[] x, int rows, int size, double @Nullable [] f) {
        double[][] gram = new double[size][size];
        WorkerPool.shared().range(size, ROWS_PER_THREAD, (first, end) -> {
            for (int r = 0; r < rows; r++) {
                int at = r * size;
                for (int i = first; i < end; i++) {
                    double factor = f == null ? x[at + i] : f[r] * x[at + i];
                    double[] row = gram[i];
                    for (int j = 0; j < size; j++) {
                        row[j] += factor * x[at + j];
                    }
                }
            }
        });
        return gram;
    }

    /** Returns X·Xᵀ for X with {@code rows} rows. */
    private static double[][] rowGram(float[] x, int rows, int size) {
        double[][] gram = new double[rows][rows];
        WorkerPool.shared().range(rows, ROWS_PER_THREAD, (first, end) -> {
            for (int i = first; i < end; i++) {
                for (int j = 0; j < rows; j++) {
                    double sum = 0;
                    for (int k = 0; k < size; k++) {
                        sum += (double) x[i * size + k] * x[j * size + k];
                    }
                    gram[i][j] = sum;
                }
            }
        });
        return gram;
    }

    /** x ← x·W for each image of {@code x}. */
    void apply(Tensor x) {
        int rows = x.size() / size;
        float[] y = new float[x.size()];
        Backends.current().gemm(Matrix.of(x, size), Matrix.of(matrix, 0, size, size), 0, Matrix.of(y, 0, rows, size));
        System.arraycopy(y, 0, x.data(), x.offset(), y.length);
    }

    float[] matrix() {
        return matrix;
    }
}
