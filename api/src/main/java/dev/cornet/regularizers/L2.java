package dev.cornet.regularizers;

import dev.cornet.config.Option;
import dev.cornet.tensor.Tensor;

/** The L2 regularizer: Ω = l₂·Σw², ∂Ω/∂w = 2·l₂·w, without a factor ½, as in Keras. Reference: Keras' L2 page. */
public final class L2 extends Regularizer {
    @Option
    private double l2 = 0.01;

    /** With factor l₂ = 0.01. */
    public L2() {}

    /** @param l2 the factor l₂, 0 or more */
    public L2(double l2) {
        this.l2 = l2;
        check();
    }

    @Override
    public void check() {
        require(L1L2.isValidFactor(l2), "l2 must be a finite number, 0 or more, got %s", l2);
    }

    @Override
    public double penalty(Tensor w) {
        return L1L2.penalty(w, 0, l2);
    }

    @Override
    public void addGradient(Tensor w, Tensor dw) {
        L1L2.addGradient(w, dw, 0, l2);
    }
}
