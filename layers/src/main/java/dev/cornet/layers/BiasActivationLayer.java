package dev.cornet.layers;

import dev.cornet.activations.Activations;
import dev.cornet.activations.Linear;
import dev.cornet.config.Option;
import dev.cornet.config.SubclassOptionsFirst;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.FusionContext;
import dev.cornet.nn.Operation;
import dev.cornet.nn.OptionMethods;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.SplitActivation;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.nn.Variable;
import dev.cornet.nn.WeightOptions;
import dev.cornet.regularizers.Regularizer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Base class of layers y = φ(z) with z = … + b: the options of the activation φ and the bias b, and the activity regularizer.
 *
 * <p>A subclass creates its weights in {@link #build}, the bias by {@link #buildBias}, and computes z in {@link #preActivation}. Layers
 * with a weight "kernel" extend {@link KernelLayer}.
 *
 * @param <L> the layer itself
 */
@SubclassOptionsFirst
public abstract class BiasActivationLayer<L extends BiasActivationLayer<L>> extends UnaryLayer<L>
        implements OptionMethods.Activation<L>, OptionMethods.Bias<L> {
    @Option
    ActivationFunction activation = Activations.of("linear");

    @Option
    private boolean useBias = true;

    @Option("bias")
    private final WeightOptions biasOptions = new WeightOptions("zeros");

    @Option(after = "bias_regularizer")
    @Nullable
    Regularizer activityRegularizer;

    private @Nullable Variable bias;

    /** Computes z, the argument of φ, for a batch x, and returns it with the backward function. */
    protected abstract Output preActivation(Tensor x, Pass pass);

    /** Creates the bias b with this shape, unless useBias is false. */
    protected final void buildBias(Shape shape) {
        bias = useBias ? weight("bias", shape, biasOptions) : null;
    }

    /** The bias b; null if the layer has none. */
    public final @Nullable Variable bias() {
        return bias;
    }

    @Override
    protected final Output forward(Tensor x, Pass pass) {
        return withActivityPenalty(forward(x, activation, pass), pass);
    }

    /** Computes φ(z) for φ = {@code phi}. Overridden by layers whose kernel can apply φ as an epilogue. */
    Output forward(Tensor x, ActivationFunction phi, Pass pass) {
        Output z = preActivation(x, pass);
        return DerivedOperation.chain(z, phi.forward(z.y(), pass));
    }

    /** The output with the penalty of the activity regularizer. */
    final Output withActivityPenalty(Output out, Pass pass) {
        return ActivityPenalty.of(activityRegularizer, out, pass);
    }

    // ---- fusion

    /** This layer without its activation and activity penalty. */
    final Operation withoutActivation() {
        return new LayerWithoutActivation(this, this::preActivation);
    }

    /** The linear function x·W + b of this layer, without activation and activity penalty, for fusion; null if it cannot be fused. */
    @Nullable
    LinearMap linearMap() {
        return null;
    }

    /** {@link #linearMap} if that is all the layer computes; null if the layer has an activation or an activity regularizer. */
    final @Nullable LinearMap asLinearMap() {
        return activation instanceof Linear && activityRegularizer == null ? linearMap() : null;
    }

    @Override
    protected final @Nullable SplitActivation splitActivation() {
        return lastActivation() == null ? null : new SplitActivation(withoutActivation(), new ActivationOfLayer(this));
    }

    @Override
    protected @Nullable Operation fuse(Operation next, FusionContext context) {
        if (next instanceof MaxPooling2D pooling) {
            boolean isRelu = ReluAfterMaxPooling.isRelu(activation) && activityRegularizer == null;
            return isRelu ? new ReluAfterMaxPooling(this, withoutActivation(), activation, pooling) : null;
        }
        LinearMap map = context.training() ? null : asLinearMap();
        return map == null ? null : new FusedLinear(map).fuse(next, context);
    }

    @Override
    protected final @Nullable String lastActivation() {
        return Activations.nameOf(activation);
    }
}
