package dev.cornet.layers;

import dev.cornet.nn.Layer;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.function.BiFunction;

/** A layer of one input without its activation φ and without its activity penalty; it computes z, the argument of φ. */
final class LayerWithoutActivation extends DerivedOperation {
    private final BiFunction<Tensor, Pass, Output> forward;

    /** The operation that computes z by {@code forward}, for the weights of {@code layer}. */
    LayerWithoutActivation(Layer layer, BiFunction<Tensor, Pass, Output> forward) {
        super(layer, List.of(layer));
        this.forward = forward;
    }

    @Override
    protected Output run(List<Tensor> xs, Pass pass) {
        return forward.apply(xs.get(0), pass);
    }
}
