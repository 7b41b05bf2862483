package dev.cornet.layers;

import static java.util.Objects.requireNonNull;

import dev.cornet.activations.Activations;
import dev.cornet.activations.Linear;
import dev.cornet.backend.Epilogue;
import dev.cornet.config.Configurable;
import dev.cornet.config.Option;
import dev.cornet.config.Registry;
import dev.cornet.constraints.Constraint;
import dev.cornet.initializers.Initializer;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.ActivityPenalty;
import dev.cornet.nn.Backward;
import dev.cornet.nn.Finishing;
import dev.cornet.nn.Fluent;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Variable;
import dev.cornet.regularizers.Regularizer;
import dev.cornet.tensor.Ops;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What layers y = φ(… + b) have in common: the activation φ, the bias b, and the penalty on activity.
 *
 * @param <L> the layer itself
 */
abstract class BiasActivationLayer<L extends BiasActivationLayer<L>> extends Fluent<L> implements ActivityPenalty {
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

    static <T extends Configurable> T byName(Class<T> family, String name) {
        return Registry.get(family, name);
    }

    /** φ; default linear. */
    public L activation(ActivationFunction activation) {
        this.activation = activation;
        return self();
    }

    public L activation(String name) {
        return activation(unit(ActivationFunction.class, "activation", name));
    }

    /** Whether b is added; default true. */
    public L useBias(boolean useBias) {
        this.useBias = useBias;
        return self();
    }

    /** The start values of the bias; default zeros. */
    public L biasInitializer(Initializer initializer) {
        biasInitializer = initializer;
        return self();
    }

    public L biasInitializer(String name) {
        return biasInitializer(unit(Initializer.class, "bias_initializer", name));
    }

    /** A penalty on the bias. */
    public L biasRegularizer(Regularizer regularizer) {
        biasRegularizer = regularizer;
        return self();
    }

    public L biasRegularizer(String name) {
        return biasRegularizer(unit(Regularizer.class, "bias_regularizer", name));
    }

    /** A penalty on the output, divided by the batch size. */
    public L activityRegularizer(Regularizer regularizer) {
        activityRegularizer = regularizer;
        return self();
    }

    public L activityRegularizer(String name) {
        return activityRegularizer(unit(Regularizer.class, "activity_regularizer", name));
    }

    /** What the bias is projected on after each update. */
    public L biasConstraint(Constraint constraint) {
        biasConstraint = constraint;
        return self();
    }

    public L biasConstraint(String name) {
        return biasConstraint(unit(Constraint.class, "bias_constraint", name));
    }

    /** Makes b of this shape, if it is used. */
    final void buildBias(Shape shape) {
        bias = useBias ? weight("bias", shape, biasInitializer, biasRegularizer, biasConstraint) : null;
    }

    /** b, or null */
    public final @Nullable Variable bias() {
        return bias;
    }

    /** What the kernel of this layer may do at its end in the place of φ. */
    final Epilogue epilogue(Pass pass) {
        return pass.epilogue(activation);
    }

    /** φ(z), the penalty on it, and the way back to dz. */
    final Output activate(Tensor z, Pass pass) {
        return activate(z, Epilogue.LINEAR, pass);
    }

    /** The same for z to which a kernel has {@code done} what {@link #epilogue} told. */
    final Output activate(Tensor z, Epilogue done, Pass pass) {
        return penalized(pass.activate(activation, z, done), pass);
    }

    /** An output with the penalty on its activity, where there is one. */
    final Output penalized(Output phi, Pass pass) {
        Regularizer regularizer = activityRegularizer;
        if (regularizer == null) {
            return phi;
        }
        Tensor y = phi.y();
        int rows = pass.batchRows();
        pass.addLoss(regularizer.penalty(y) / rows);
        Backward behindLogits = pass.behindLogits(); // where there is one, phi's way back takes dz in the place of dy
        return new Output(y, (dy, grads) -> {
            Tensor penalty = pass.zeros(y.shape());
            regularizer.addGradient(y, penalty);
            Tensor ofPenalty = behindLogits == null ? penalty : requireNonNull(behindLogits.apply(penalty, grads));
            Ops.addScaled(dy, ofPenalty, 1f / rows);
            return phi.backward().apply(dy, grads);
        });
    }

    /** True when nothing happens to z = … + b, φ being linear, and nobody penalizes y: as {@link Finishing} asks. */
    public final boolean isEndFree() {
        return activation instanceof Linear && activityRegularizer == null;
    }

    @Override
    public final boolean penalizesActivity() {
        return activityRegularizer != null;
    }

    @Override
    public @Nullable String lastActivation() {
        return Activations.nameOf(activation);
    }

    /**
     * The options of a kernel, as Dense and Conv2D have it.
     *
     * @param <L> the layer itself
     */
    abstract static class KernelLayer<L extends KernelLayer<L>> extends BiasActivationLayer<L> {
        @Option(before = "bias_initializer")
        private Initializer kernelInitializer = byName(Initializer.class, "glorot_uniform");

        @Option(before = "bias_regularizer")
        private @Nullable Regularizer kernelRegularizer;

        @Option(before = "bias_constraint")
        private @Nullable Constraint kernelConstraint;

        private @Nullable Variable kernel;

        /** Makes W of this shape. */
        final void buildKernel(Shape shape) {
            kernel = weight("kernel", shape, kernelInitializer, kernelRegularizer, kernelConstraint);
        }

        /** W */
        public final Variable kernel() {
            return Objects.requireNonNull(kernel, "built");
        }

        /** The start values of the kernel; default glorot_uniform. */
        public L kernelInitializer(Initializer initializer) {
            kernelInitializer = initializer;
            return self();
        }

        public L kernelInitializer(String name) {
            return kernelInitializer(unit(Initializer.class, "kernel_initializer", name));
        }

        /** A penalty on the kernel, added to the loss. */
        public L kernelRegularizer(Regularizer regularizer) {
            kernelRegularizer = regularizer;
            return self();
        }

        public L kernelRegularizer(String name) {
            return kernelRegularizer(unit(Regularizer.class, "kernel_regularizer", name));
        }

        /** What the kernel is projected on after each update. */
        public L kernelConstraint(Constraint constraint) {
            kernelConstraint = constraint;
            return self();
        }

        public L kernelConstraint(String name) {
            return kernelConstraint(unit(Constraint.class, "kernel_constraint", name));
        }
    }
}
