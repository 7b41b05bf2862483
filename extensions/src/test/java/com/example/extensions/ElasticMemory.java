package com.example.extensions;

import dev.cornet.backend.Ops;
import dev.cornet.config.Option;
import dev.cornet.regularizers.FluentRegularizer;
import dev.cornet.tensor.Tensor;

/** The penalty λ·Σ (w − anchor)², which keeps a weight near its value after an earlier task. */
public final class ElasticMemory extends FluentRegularizer<ElasticMemory> {
    @Option
    private double factor = 0.01;

    @Option
    private float[] anchor = {};

    private ElasticMemory() {}

    public ElasticMemory(Tensor anchor) {
        this.anchor = anchor.toArray();
    }

    public ElasticMemory factor(double factor) {
        this.factor = factor;
        return checked();
    }

    @Override
    public double penalty(Tensor w) {
        Tensor move = w.copy();
        Ops.addScaled(move, Tensor.wrap(anchor, w.shape()), -1);
        return factor * Ops.sumOfSquares(move);
    }

    @Override
    public void addGradient(Tensor w, Tensor dw) {
        Ops.addScaled(dw, w, (float) (2 * factor));
        Ops.addScaled(dw, Tensor.wrap(anchor, w.shape()), (float) (-2 * factor));
    }
}
