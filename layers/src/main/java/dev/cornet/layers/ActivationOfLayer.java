package dev.cornet.layers;

import static java.util.Objects.requireNonNull;

import dev.cornet.backend.Ops;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.regularizers.Regularizer;
import dev.cornet.tensor.Tensor;
import java.util.List;

/** The activation of a layer as an operation of its own: y = φ(z) with the activity penalty of the layer. It does not change z. */
final class ActivationOfLayer extends DerivedOperation {
    private final BiasActivationLayer<?> layer;

    ActivationOfLayer(BiasActivationLayer<?> layer) {
        super(layer, List.of());
        this.layer = layer;
    }

    @Override
    protected Output run(List<Tensor> xs, Pass pass) {
        Output phi = Activation.applied(layer.activation, xs.get(0), pass);
        Output penalized = layer.withActivityPenalty(phi, pass);
        int rows = pass.batchRows();
        Regularizer regularizer = layer.activityRegularizer;
        return regularizer == null
                ? phi
                : new Output(phi.y(), (dy, grads) -> {
                    if (grads.hasOutputGradient(0)) {
                        return penalized.backward().apply(dy, grads);
                    }
                    // The loss reads z, so dy is 0: the penalty's gradient is converted to one of z before it is
                    // scaled.
                    Tensor penalty = pass.zeros(phi.y().shape());
                    regularizer.addGradient(phi.y(), penalty);
                    Ops.addScaled(dy, requireNonNull(phi.backward().apply(penalty, grads)), 1f / rows);
                    return dy;
                });
    }
}
