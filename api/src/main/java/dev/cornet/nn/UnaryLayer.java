package dev.cornet.nn;

import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Collections;
import java.util.List;

/**
 * A layer of one input and one output: a subclass implements {@link #build(Shape)}, {@link #outputShape} and {@link #forward}.
 *
 * <p>Shapes have the batch as axis 0. Its size is −1 (not known) when the layer is built, and the number of rows when {@code forward} calls
 * {@code outputShape}.
 *
 * @param <L> the type of the layer itself
 */
public abstract class UnaryLayer<L extends UnaryLayer<L>> extends Fluent<L> {
    /** Creates the weights for inputs of shape {@code in}, by {@link #weight} and {@link #nonTrainableWeight}. */
    protected void build(Shape in) {}

    /** Returns the shape of the output for an input of shape {@code in}. Default: the same. */
    protected Shape outputShape(Shape in) {
        return in;
    }

    /** Computes y for a batch x, and returns it with the backward function. */
    protected abstract Output forward(Tensor x, Pass pass);

    @Override
    protected final void build(List<Shape> ins) {
        build(single(ins));
    }

    @Override
    final String shapeMethod() {
        return LayerChecks.OF_ONE_OUTPUT;
    }

    @Override
    protected final List<Shape> outputShapes(List<Shape> ins) {
        return Collections.singletonList(outputShape(single(ins))); // null is refused by the caller
    }

    @Override
    protected Outputs run(List<Tensor> xs, Pass pass) {
        return forward(single(xs), pass);
    }
}
