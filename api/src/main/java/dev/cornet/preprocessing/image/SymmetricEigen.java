package dev.cornet.preprocessing.image;

import dev.cornet.backend.WorkerPool;

/**
 * The eigenvalue decomposition of a symmetric matrix: A = Vᵀ·diag(values)·V, where the rows of V are the eigenvectors.
 *
 * <p>Householder reflections reduce A to a tridiagonal matrix; implicit QL steps with Wilkinson's shift make that diagonal.
 *
 * <p>Reference: Golub and Van Loan, Matrix Computations, 8.3.
 */
final class SymmetricEigen {
    private static final int ROWS_PER_THREAD = 16;
    private static final int COLUMNS_PER_THREAD = 256;

    private final int n;
    private final double[] diagonal;
    /** Element (k, k + 1) of the tridiagonal matrix. */
    private final double[] offDiagonal;

    private final double[][] v;

    /** Computes the decomposition; {@code a} is overwritten. */
    SymmetricEigen(double[][] a) {
        n = a.length;
        diagonal = new double[n];
        offDiagonal = new double[Math.max(n, 1)];
        v = multiplyReflections(a, tridiagonalize(a));
        transpose(v);
        diagonalize();
    }

    double[] values() {
        return diagonal;
    }

    double[][] vectors() {
        return v;
    }

    /**
     * Reduces {@code a} to a tridiagonal matrix. Row k of {@code a} then holds, from column k + 1 on, the vector u of the k-th reflection
     * H = I − β·u·uᵀ. Returns the β.
     */
    private double[] tridiagonalize(double[][] a) {
        double[] betas = new double[n];
        double[] p = new double[n];
        for (int k = 0; k < n - 1; k++) {
            double[] u = a[k];
            int from = k + 1;
            double norm = Math.sqrt(dot(u, u, from));
            if (k == n - 2 || norm == 0) {
                diagonal[k] = u[k];
                offDiagonal[k] = u[from];
                continue; // β stays 0: no reflection
            }
            double alpha = u[from] > 0 ? -norm : norm;
            u[from] -= alpha;
            double beta = 2 / dot(u, u, from);
            WorkerPool.shared().range(n - from, ROWS_PER_THREAD, (first, end) -> {
                for (int i = from + first; i < from + end; i++) {
                    p[i] = beta * dot(a[i], u, from);
                }
            });
            double half = beta / 2 * dot(p, u, from);
            for (int i = from; i < n; i++) {
                p[i] -= half * u[i];
            }
            WorkerPool.shared().range(n - from, ROWS_PER_THREAD, (first, end) -> {
                for (int i = from + first; i < from + end; i++) {
                    double[] row = a[i];
                    double ui = u[i];
                    double pi = p[i];
                    for (int j = from; j < n; j++) {
                        row[j] -= ui * p[j] + pi * u[j];
                    }
                }
            });
            diagonal[k] = u[k];
            offDiagonal[k] = alpha;
            betas[k] = beta;
        }
        if (n > 0) {
            diagonal[n - 1] = a[n - 1][n - 1];
        }
        return betas;
    }

    private double dot(double[] x, double[] y, int from) {
        double sum = 0;
        for (int j = from; j < n; j++) {
            sum += x[j] * y[j];
        }
        return sum;
    }

    /** Returns the product of the reflections, Q = H₀·H₁·… */
    private double[][] multiplyReflections(double[][] a, double[] betas) {
        double[][] q = new double[n][n];
        for (int i = 0; i < n; i++) {
            q[i][i] = 1;
        }
        for (int k = n - 3; k >= 0; k--) {
            double[] u = a[k];
            double beta = betas[k];
            int from = k + 1;
            WorkerPool.shared().range(n - from, COLUMNS_PER_THREAD, (first, end) -> {
                double[] sum = new double[end - first];
                for (int i = from; i < n; i++) {
                    for (int j = 0; j < sum.length; j++) {
                        sum[j] += u[i] * q[i][from + first + j];
                    }
                }
                for (int i = from; i < n; i++) {
                    double factor = beta * u[i];
                    for (int j = 0; j < sum.length; j++) {
                        q[i][from + first + j] -= factor * sum[j];
                    }
                }
            });
        }
        return q;
    }

    private static void transpose(double[][] q) {
        for (int i = 0; i < q.length; i++) {
            for (int j = 0; j < i; j++) {
                double t = q[i][j];
                q[i][j] = q[j][i];
                q[j][i] = t;
            }
        }
    }

    private void diagonalize() {
        double[] cos = new double[n];
        double[] sin = new double[n];
        for (int l = 0; l < n; l++) {
            for (int end = blockEnd(l); end > l; end = blockEnd(l)) {
                int from = qlStep(l, end, cos, sin);
                applyRotations(from, end, cos, sin);
            }
        }
    }

    /** Returns the last index of the block that begins at {@code l}: there the off-diagonal element is negligible against the diagonal. */
    private int blockEnd(int l) {
        int m = l;
        while (m < n - 1
                && Math.abs(offDiagonal[m]) > Math.ulp(1.0) * (Math.abs(diagonal[m]) + Math.abs(diagonal[m + 1]))) {
            m++;
        }
        return m;
    }

    /** One QL step on rows l … m. Stores its rotations in cos and sin, and returns the lowest row that they reach. */
    private int qlStep(int l, int m, double[] cos, double[] sin) {
        double[] d = diagonal;
        double[] e = offDiagonal;
        double g = (d[l + 1] - d[l]) / (2 * e[l]);
        g = d[m] - d[l] + e[l] / (g + Math.copySign(Math.hypot(g, 1), g));
        double s = 1;
        double c = 1;
        double p = 0;
        for (int i = m - 1; i >= l; i--) {
            double f = s * e[i];
            double b = c * e[i];
            double r = Math.hypot(f, g);
            e[i + 1] = r;
            if (r == 0) { // the block splits here
                d[i + 1] -= p;
                e[m] = 0;
                return i + 1;
            }
            s = f / r;
            c = g / r;
            g = d[i + 1] - p;
            r = (d[i] - g) * s + 2 * c * b;
            p = s * r;
            d[i + 1] = g + p;
            g = c * r - b;
            cos[i] = c;
            sin[i] = s;
        }
        d[l] -= p;
        e[l] = g;
        e[m] = 0;
        return l;
    }

    private void applyRotations(int l, int m, double[] cos, double[] sin) {
        WorkerPool.shared().range(n, COLUMNS_PER_THREAD, (first, end) -> {
            for (int i = m - 1; i >= l; i--) {
                double[] x = v[i];
                double[] y = v[i + 1];
                double c = cos[i];
                double s = sin[i];
                for (int j = first; j < end; j++) {
                    double t = y[j];
                    y[j] = s * x[j] + c * t;
                    x[j] = c * x[j] - s * t;
                }
            }
        });
    }
}
