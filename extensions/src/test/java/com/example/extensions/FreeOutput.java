package com.example.extensions;

import dev.cornet.backend.Ops;
import dev.cornet.initializers.Zeros;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.RowUse;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;

/** The layer y = w for a batch of any input, so that the gradient of a loss is the gradient of w. */
final class FreeOutput extends UnaryLayer<FreeOutput> {
    private final Shape shape;
    private Variable w;

    FreeOutput(Shape shape) {
        this.shape = shape;
    }

    @Override
    protected void build(Shape in) {
        w = weight("w", shape, new Zeros());
    }

    @Override
    protected Shape outputShape(Shape in) {
        return shape.with(0, in.dim(0));
    }

    @Override
    public RowUse rowUse(boolean training) {
        return RowUse.MIXES;
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        Tensor y = pass.tensor(shape);
        y.copyFrom(w.value());
        return new Output(y, (dy, grads) -> {
            Ops.add(grads.accumulator(w), dy);
            return pass.zeros(x.shape());
        });
    }
}
