package dev.cornet.layers;

import dev.cornet.activations.Activations;
import dev.cornet.backend.Epilogue;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Operation;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A layer that ends with relu, fused with the max pooling that follows it. Since max(relu(…)) = relu(max(…)), relu is applied after the
 * pooling, to fewer values: for 2×2 windows to a quarter.
 *
 * <p>The gradient is the same: if all values of a window are negative, it is 0 in either order; otherwise it goes to the same pixel.
 */
final class ReluAfterMaxPooling extends DerivedOperation {
    private final @Nullable Operation before;
    private final ActivationFunction relu;
    private final MaxPooling2D pooling;

    /**
     * Creates the operation.
     *
     * @param layer the layer that ends with relu
     * @param before the layer without relu; null if relu is all that it computes
     */
    ReluAfterMaxPooling(Operation layer, @Nullable Operation before, ActivationFunction relu, MaxPooling2D pooling) {
        super(layer, List.of(layer));
        this.before = before;
        this.relu = relu;
        this.pooling = pooling;
    }

    /**
     * Whether an activation is relu without options, which computes its derivative from y alone. With options, it might overwrite its
     * argument, the pooled values, which the backward of the pooling needs.
     */
    static boolean isRelu(ActivationFunction activation) {
        return activation.epilogue() == Epilogue.RELU && "relu".equals(Activations.nameOf(activation));
    }

    @Override
    protected Output run(List<Tensor> xs, Pass pass) {
        if (before == null) {
            Output pooled = pooling.forward(xs.get(0), pass);
            return chain(pooled, relu.forward(pooled.y(), pass));
        }
        Output z = (Output) LayerAccess.run(before, xs, pass);
        Output pooled = pooling.forward(z.y(), pass);
        return chain(chain(z, pooled), relu.forward(pooled.y(), pass));
    }
}
