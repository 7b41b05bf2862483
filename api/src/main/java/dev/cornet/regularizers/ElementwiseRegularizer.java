package dev.cornet.regularizers;

import dev.cornet.backend.WorkerPool;
import dev.cornet.tensor.Tensor;

/**
 * A regularizer that sums a function of the values of a weight, Ω = Σ ω(wᵢ), the simplest base for regularizers of your own:
 *
 * <pre>{@code
 * public final class LogPenalty extends ElementwiseRegularizer<LogPenalty> { // Ω = λ·Σ ln(1 + w²)
 *     @Option private double factor = 0.01;
 *
 *     public LogPenalty factor(double factor) {
 *         this.factor = factor;
 *         return checked();
 *     }
 *     @Override protected double value(double w) {
 *         return factor * Math.log1p(w * w);
 *     }
 * }
 * }</pre>
 *
 * <p>Options are fields with {@link dev.cornet.config.Option}; override {@code check} to refuse values, by {@code require}.
 *
 * @param <R> the regularizer class itself
 */
public abstract class ElementwiseRegularizer<R extends ElementwiseRegularizer<R>> extends FluentRegularizer<R> {
    private static final int GRAIN = 16_384;

    /** ω(w). Several threads call it. */
    protected abstract double value(double w);

    /**
     * ω'(w). By default the central difference (ω(w + h) − ω(w − h))/(2h) with h = 2⁻¹⁷·max(1, |w|). In double its error is about
     * 10⁻⁹, less than that of a float, where ω is smooth; at a kink it is the mean of both slopes. Override it where ω jumps, or to save
     * the two further values of ω.
     */
    protected double derivative(double w) {
        double h = 0x1p-17 * Math.max(1, Math.abs(w));
        return (value(w + h) - value(w - h)) / (2 * h);
    }

    @Override
    public final double penalty(Tensor w) {
        return ParallelSums.of(w, (x, from, to) -> {
            double sum = 0;
            for (int i = from; i < to; i++) {
                sum += value(x[i]);
            }
            return sum;
        });
    }

    @Override
    public final void addGradient(Tensor w, Tensor dw) {
        float[] x = w.data();
        float[] d = dw.data();
        int xo = w.offset();
        int dwo = dw.offset();
        WorkerPool.shared().range(w.size(), GRAIN, (from, to) -> {
            for (int i = from; i < to; i++) {
                d[dwo + i] += (float) derivative(x[xo + i]);
            }
        });
    }
}
