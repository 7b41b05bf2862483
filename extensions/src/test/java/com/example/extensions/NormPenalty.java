package com.example.extensions;

import dev.cornet.backend.Ops;
import dev.cornet.config.Option;
import dev.cornet.regularizers.FluentRegularizer;
import dev.cornet.tensor.Tensor;

/** The penalty λ·‖w‖. */
public final class NormPenalty extends FluentRegularizer<NormPenalty> {
    @Option
    private double factor = 0.01;

    public NormPenalty factor(double factor) {
        this.factor = factor;
        return checked();
    }

    @Override
    public double penalty(Tensor w) {
        return factor * Math.sqrt(Ops.sumOfSquares(w));
    }

    @Override
    public void addGradient(Tensor w, Tensor dw) {
        Ops.addScaled(dw, w, (float) (factor / Math.max(Math.sqrt(Ops.sumOfSquares(w)), 1e-12)));
    }
}
