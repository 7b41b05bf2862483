package com.example.digits.layers;

import dev.cornet.config.Option;
import dev.cornet.initializers.Constant;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;

/** A custom layer y = a·x with one learned factor a. */
public final class Scale extends UnaryLayer<Scale> {
    @Option
    private double start = 1;

    private Variable factor;

    /** The factor before training; default 1. */
    public Scale start(double start) {
        this.start = start;
        return this;
    }

    @Override
    protected void build(Shape in) {
        factor = weight("factor", Shape.of(1), new Constant(start));
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        Variable a = factor;
        float scale = a.value().get(0);
        return new Output(scaled(x, scale), (dy, grads) -> {
            float[] dyValues = dy.toArray();
            float[] xValues = x.toArray();
            double sum = 0;
            for (int i = 0; i < xValues.length; i++) {
                sum += (double) dyValues[i] * xValues[i];
            }
            grads.accumulator(a).data()[grads.accumulator(a).offset()] += (float) sum;
            return scaled(dy, scale);
        });
    }

    private static Tensor scaled(Tensor x, float scale) {
        float[] values = x.toArray();
        for (int i = 0; i < values.length; i++) {
            values[i] *= scale;
        }
        return Tensor.wrap(values, x.shape());
    }
}
