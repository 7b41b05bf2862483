package dev.cornet.nn;

import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Collections;
import java.util.List;

/**
 * A layer of several inputs and one output: {@code new Add().of(a, b)}. Shapes have the batch as axis 0, as in {@link UnaryLayer}.
 *
 * @param <L> the type of the layer itself
 */
public abstract class Merge<L extends Merge<L>> extends Fluent<L> {
    /** Returns the shape of the output; throws if the input shapes do not fit together. */
    protected abstract Shape outputShape(List<Shape> ins);

    /** Computes y for a batch of each input, and returns it with the backward function: {@code Outputs.of(y, (dy, grads) -> dxs)}. */
    protected abstract Outputs forward(List<Tensor> xs, Pass pass);

    @Override
    final String shapeMethod() {
        return LayerChecks.OF_ONE_OUTPUT;
    }

    @Override
    protected final List<Shape> outputShapes(List<Shape> ins) {
        return Collections.singletonList(outputShape(ins)); // null is refused by the caller
    }

    @Override
    protected CallArguments arguments(int count) {
        return CallArguments.list(count); // a single input is given in a list too
    }

    @Override
    protected final Outputs run(List<Tensor> xs, Pass pass) {
        return forward(xs, pass);
    }
}
