package com.example.digits.closed;

import dev.cornet.config.Option;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.tensor.Tensor;

/** A layer in a package that is not open to Cornet: its option cannot be read. */
public final class ClosedScale extends UnaryLayer<ClosedScale> {
    @Option
    private double factor = 1;

    /** Default 1. */
    public ClosedScale factor(double factor) {
        this.factor = factor;
        return this;
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        return new Output(x, (dy, grads) -> dy);
    }
}
