package dev.cornet.layers;

import dev.cornet.activations.Activations;
import dev.cornet.activations.Linear;
import dev.cornet.config.Configurable;
import dev.cornet.config.Option;
import dev.cornet.config.Registry;
import dev.cornet.constraints.Constraint;
import dev.cornet.initializers.Initializer;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Fluent;
import dev.cornet.nn.FusionContext;
import dev.cornet.nn.Operation;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.SplitActivation;
import dev.cornet.nn.Variable;
import dev.cornet.regularizers.Regularizer;
import dev.cornet.tensor.Ops;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Base class of layers y = φ(… + b): the options of the activation φ and the bias b, and the activity regularizer.
 *
 * @param <L> the layer itself
 */
abstract class BiasActivationLayer<L extends BiasActivationLayer<L>> extends Fluent<L> {
    @Option
    ActivationFunction activation = Activations.of("linear");

    @Option
    boolean useBias = true;

    @Option
    Initializer biasInitializer = byName(Initializer.class, "zeros");

    @Option
    @Nullable
    Regularizer biasRegularizer;

    @Option
    @Nullable
    Regularizer activityRegularizer;

    @Option
    @Nullable
    Constraint biasConstraint;

    private @Nullable Variable bias;

    /** A new component of a family (initializers, activations, …) with its default options. */
    static <T extends Configurable> T byName(Class<T> family, String name) {
        return Registry.get(family, name);
    }

    /** The activation φ; default linear, tanh in recurrent layers. */
    public L activation(ActivationFunction activation) {
        this.activation = activation;
        return self();
    }

    public L activation(String name) {
        return activation(component(ActivationFunction.class, "activation", name));
    }

    /** Whether the bias b is added; default true. */
    public L useBias(boolean useBias) {
        this.useBias = useBias;
        return self();
    }

    /** The initializer of the bias; default zeros. */
    public L biasInitializer(Initializer initializer) {
        biasInitializer = initializer;
        return self();
    }

    public L biasInitializer(String name) {
        return biasInitializer(component(Initializer.class, "bias_initializer", name));
    }

    /** The regularizer of the bias, whose penalty is added to the loss; default none. */
    public L biasRegularizer(Regularizer regularizer) {
        biasRegularizer = regularizer;
        return self();
    }

    public L biasRegularizer(String name) {
        return biasRegularizer(component(Regularizer.class, "bias_regularizer", name));
    }

    /** The regularizer of the output: its penalty, divided by the batch size, is added to the loss; default none. */
    public L activityRegularizer(Regularizer regularizer) {
        activityRegularizer = regularizer;
        return self();
    }

    public L activityRegularizer(String name) {
        return activityRegularizer(component(Regularizer.class, "activity_regularizer", name));
    }

    /** The constraint applied to the bias after each update; default none. */
    public L biasConstraint(Constraint constraint) {
        biasConstraint = constraint;
        return self();
    }

    public L biasConstraint(String name) {
        return biasConstraint(component(Constraint.class, "bias_constraint", name));
    }

    /** Creates the bias b with this shape, if the layer uses a bias. */
    final void buildBias(Shape shape) {
        bias = useBias ? weight("bias", shape, biasInitializer, biasRegularizer, biasConstraint) : null;
    }

    /** The bias b; null if the layer has none. */
    public final @Nullable Variable bias() {
        return bias;
    }

    /**
     * Adds the penalty of the activity regularizer to the loss, and its gradient to dy in the backward. Returns the output itself if there
     * is no regularizer.
     */
    final Output withActivityPenalty(Output out, Pass pass) {
        Regularizer regularizer = activityRegularizer;
        if (regularizer == null) {
            return out;
        }
        Tensor y = out.y();
        int rows = pass.batchRows();
        pass.addLoss(regularizer.penalty(y) / rows);
        return new Output(y, (dy, grads) -> {
            Tensor penalty = pass.zeros(y.shape());
            regularizer.addGradient(y, penalty);
            Ops.addScaled(dy, penalty, 1f / rows);
            return out.backward().apply(dy, grads);
        });
    }

    // ---- fusion

    /** This layer without its activation and activity penalty; null if they cannot be separated, as in recurrent layers. */
    @Nullable
    Operation withoutActivation() {
        return null;
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
        Operation before = lastActivation() == null ? null : withoutActivation();
        return before == null ? null : new SplitActivation(before, new ActivationOfLayer(this));
    }

    @Override
    protected @Nullable Operation fuse(Operation next, FusionContext context) {
        if (next instanceof MaxPooling2D pooling) {
            Operation before =
                    ReluAfterMaxPooling.isRelu(activation) && activityRegularizer == null ? withoutActivation() : null;
            return before == null ? null : new ReluAfterMaxPooling(this, before, activation, pooling);
        }
        LinearMap map = context.training() ? null : asLinearMap();
        return map == null ? null : new FusedLinear(map).fuse(next, context);
    }

    @Override
    protected @Nullable String lastActivation() {
        return Activations.nameOf(activation);
    }
}
