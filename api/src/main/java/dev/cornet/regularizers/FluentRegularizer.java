package dev.cornet.regularizers;

/**
 * A regularizer whose option methods return its own type, so that calls chain in any order. {@link ElementwiseRegularizer} is for a sum
 * over the values of a weight; this class is for any other penalty:
 *
 * <pre>{@code
 * public final class NormPenalty extends FluentRegularizer<NormPenalty> {    // Ω = λ·‖w‖, ∂Ω/∂w = λ·w/‖w‖
 *     @Option private double factor = 0.01;
 *
 *     public NormPenalty factor(double factor) {
 *         this.factor = factor;
 *         return checked();
 *     }
 *     @Override public void check() {
 *         require(factor >= 0, "factor must be 0 or more, got %s", factor);
 *     }
 *     @Override public double penalty(Tensor w) {
 *         return factor * Math.sqrt(Ops.sumOfSquares(w));
 *     }
 *     @Override public void addGradient(Tensor w, Tensor dw) {
 *         Ops.addScaled(dw, w, (float) (factor / Math.max(Math.sqrt(Ops.sumOfSquares(w)), 1e-12)));
 *     }
 * }
 * }</pre>
 *
 * @param <R> the regularizer class itself
 */
public abstract class FluentRegularizer<R extends FluentRegularizer<R>> extends Regularizer {
    /** For the end of an option method: refuses an invalid value at once, and returns this regularizer. */
    @SuppressWarnings("unchecked") // R is the class itself, by the bound
    protected final R checked() {
        checkOptions();
        return (R) this;
    }
}
