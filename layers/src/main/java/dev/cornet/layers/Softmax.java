package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.layer.Fluent;
import dev.cornet.layer.Output;
import dev.cornet.layer.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** y = eˣ/Σeˣ along the last axis. Reference: Keras' Softmax page. */
public final class Softmax extends Fluent<Softmax> {
    @Option
    private int axis = -1;

    @Override
    protected Shape outputShape(Shape in) {
        requireShape(
                axis == -1 || axis == in.rank(),
                "works along the last axis, got axis %d for samples of %d axes; put that axis last by a Reshape",
                axis,
                in.rank());
        return in;
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        return Activation.applied(new dev.cornet.activation.Softmax(), x, pass);
    }

    @Override
    public @Nullable String lastActivation() {
        return "softmax";
    }
}
