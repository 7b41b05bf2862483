package dev.cornet.layers;

import dev.cornet.activations.Linear;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Operation;
import dev.cornet.nn.Output;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;

/**
 * Base class of layers with a kernel, one input and one output; the methods are those of {@link UnaryLayer}.
 *
 * @param <L> the layer itself
 */
abstract class UnaryKernelLayer<L extends UnaryKernelLayer<L>> extends KernelLayer<L> {
    /** Creates the weights for inputs of shape {@code in}. */
    protected abstract void build(Shape in);

    /** The shape of the output for an input of shape {@code in}. */
    protected abstract Shape outputShape(Shape in);

    /** Computes y for a batch x with {@code phi} as the activation φ, without the activity penalty. */
    abstract Output forward(Tensor x, ActivationFunction phi, Pass pass);

    @Override
    protected final void build(List<Shape> ins) {
        build(single(ins));
    }

    @Override
    protected final List<Shape> outputShapes(List<Shape> ins) {
        return List.of(outputShape(single(ins)));
    }

    @Override
    protected final Outputs run(List<Tensor> xs, Pass pass) {
        return withActivityPenalty(forward(single(xs), activation, pass), pass);
    }

    @Override
    final Operation withoutActivation() {
        return new LayerWithoutActivation(this, (x, pass) -> forward(x, new Linear(), pass));
    }
}
