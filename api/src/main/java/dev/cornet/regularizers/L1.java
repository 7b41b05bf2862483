package dev.cornet.regularizers;

import dev.cornet.config.Option;
import dev.cornet.tensor.Tensor;

/** The L1 regularizer: Ω = l₁·Σ|w|, ∂Ω/∂w = l₁·sign w. Reference: Keras' L1 page. */
public final class L1 extends Regularizer {
    @Option
    private double l1 = 0.01;

    /** With factor l₁ = 0.01. */
    public L1() {}

    /** @param l1 the factor l₁, 0 or more */
    public L1(double l1) {
        this.l1 = l1;
        check();
    }

    @Override
    public void check() {
        require(L1L2.isValidFactor(l1), "l1 must be a finite number, 0 or more, got %s", l1);
    }

    @Override
    public double penalty(Tensor w) {
        return L1L2.penalty(w, l1, 0);
    }

    @Override
    public void addGradient(Tensor w, Tensor dw) {
        L1L2.addGradient(w, dw, l1, 0);
    }
}
