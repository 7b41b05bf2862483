package dev.cornet.regularizers;

import static dev.cornet.config.OptionChecks.choice;

import dev.cornet.backend.WorkerPool;
import dev.cornet.config.Option;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.tensor.Tensor;

/**
 * The orthogonal regularizer, which makes the rows (or columns) of a matrix more orthogonal: Ω = factor·(mean over pairs of |uᵢ·uⱼ|), uᵢ =
 * wᵢ/‖wᵢ‖.
 *
 * <p>∂Ω/∂wᵢ = (g − (g·uᵢ)·uᵢ)/‖wᵢ‖ with g = factor/pairs·Σⱼ sign(uᵢ·uⱼ)·uⱼ over j ≠ i. Reference: Keras' OrthogonalRegularizer page.
 */
public final class OrthogonalRegularizer extends FluentRegularizer<OrthogonalRegularizer> {
    /** Whether the rows or the columns are to be orthogonal. */
    public enum Mode {
        ROWS,
        COLUMNS
    }

    @Option
    private double factor = 0.01;

    @Option
    private Mode mode = Mode.ROWS;

    /** With factor 0.01. */
    public OrthogonalRegularizer() {}

    /** @param factor the factor, 0 or more */
    public OrthogonalRegularizer(double factor) {
        this.factor = factor;
        check();
    }

    /** Whether the rows or the columns are to be orthogonal; default rows. */
    public OrthogonalRegularizer mode(Mode mode) {
        this.mode = mode;
        return checked();
    }

    /** Which vectors are to be orthogonal: "rows" or "columns". */
    public OrthogonalRegularizer mode(String mode) {
        return mode(choice(this, "mode", Mode.class, mode));
    }

    @Override
    public void check() {
        require(L1L2.isValidFactor(factor), "factor must be a finite number, 0 or more, got %s", factor);
    }

    @Override
    public double penalty(Tensor w) {
        double[][] u = vectors(w);
        int n = u.length;
        double[] sums = new double[n];
        normalize(u);
        WorkerPool.shared().run(n, i -> {
            for (int j = 0; j < i; j++) {
                sums[i] += Math.abs(dot(u[i], u[j]));
            }
        });
        double sum = 0;
        for (double s : sums) {
            sum += s;
        }
        return sum == 0 ? 0 : factor * sum / pairs(n);
    }

    @Override
    public void addGradient(Tensor w, Tensor dw) {
        double[][] u = vectors(w);
        int n = u.length;
        double[] norms = normalize(u);
        WorkerPool.shared().run(n, i -> {
            double[] g = new double[u[i].length];
            for (int j = 0; j < n; j++) {
                if (j != i) {
                    add(g, Math.signum(dot(u[i], u[j])), u[j]);
                }
            }
            add(g, -dot(g, u[i]), u[i]);
            double scale = norms[i] == 0 || n == 1 ? 0 : factor / pairs(n) / norms[i]; // 0 for a vector of zeros
            for (int k = 0; k < g.length; k++) {
                dw.data()[dw.offset() + index(w, i, k)] += (float) (scale * g[k]);
            }
        });
    }

    /** The rows or columns of w. */
    private double[][] vectors(Tensor w) {
        if (w.shape().rank() != 2) {
            throw new ShapeException("OrthogonalRegularizer: expected a weight of two axes, got " + w.shape());
        }
        int count = w.shape().dim(mode == Mode.ROWS ? 0 : 1);
        int length = w.shape().dim(mode == Mode.ROWS ? 1 : 0);
        double[][] vectors = new double[count][length];
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < length; k++) {
                vectors[i][k] = w.data()[w.offset() + index(w, i, k)];
            }
        }
        return vectors;
    }

    /** The index in w of value k of vector i. */
    private int index(Tensor w, int i, int k) {
        int columns = w.shape().dim(1);
        return mode == Mode.ROWS ? i * columns + k : k * columns + i;
    }

    /** Divides each vector by its norm, and returns the norms. */
    private static double[] normalize(double[][] vectors) {
        double[] norms = new double[vectors.length];
        for (int i = 0; i < norms.length; i++) {
            norms[i] = Math.sqrt(dot(vectors[i], vectors[i]));
            if (norms[i] != 0) {
                add(vectors[i], 1 / norms[i] - 1, vectors[i]);
            }
        }
        return norms;
    }

    private static double pairs(int n) {
        return n * (n - 1.0) / 2;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** a ← a + α·b */
    private static void add(double[] a, double alpha, double[] b) {
        for (int i = 0; i < a.length; i++) {
            a[i] += alpha * b[i];
        }
    }
}
