package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.config.Registry;
import dev.cornet.constraint.Constraint;
import dev.cornet.initializer.Initializer;
import dev.cornet.layer.ActivationFunction;
import dev.cornet.layer.Fluent;
import dev.cornet.layer.Output;
import dev.cornet.layer.Pass;
import dev.cornet.regularizer.Regularizer;
import dev.cornet.tensor.Ops;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What layers with weights and an activation have in common: the bias' options, the activation, and the penalty on activity.
 *
 * @param <L> the layer itself
 */
abstract class Weighted<L extends Weighted<L>> extends Fluent<L> {
    static <T extends dev.cornet.config.Configurable> T byName(Class<T> family, String name) {
        return Registry.get(family, name);
    }

    /** Keras' name of an activation with default options, where the loss could work on its argument. */
    static @Nullable String nameOf(ActivationFunction activation) {
        return Registry.nameOf(activation);
    }

    /** φ(z), the penalty on it, and the way back to dz. */
    static Output activate(
            ActivationFunction activation, @Nullable Regularizer activityRegularizer, Tensor z, Pass pass) {
        Output phi = pass.activate(activation, z);
        if (activityRegularizer == null) {
            return phi;
        }
        Tensor y = phi.y();
        pass.addLoss(activityRegularizer.penalty(y) / pass.batchRows());
        return new Output(y, (dy, grads) -> {
            Tensor penalty = pass.zeros(y.shape());
            activityRegularizer.addGradient(y, penalty);
            Ops.addScaled(dy, penalty, 1f / pass.batchRows());
            return phi.backward().apply(dy, grads);
        });
    }

    /** The options of a kernel and its bias, as Dense and the convolutions have them. */
    abstract static class Kernel<L extends Kernel<L>> extends Weighted<L> {
        @Option
        Initializer kernelInitializer = byName(Initializer.class, "glorot_uniform");

        @Option
        Initializer biasInitializer = byName(Initializer.class, "zeros");

        @Option
        @Nullable
        Regularizer kernelRegularizer;

        @Option
        @Nullable
        Regularizer biasRegularizer;

        @Option
        @Nullable
        Regularizer activityRegularizer;

        @Option
        @Nullable
        Constraint kernelConstraint;

        @Option
        @Nullable
        Constraint biasConstraint;

        /** The start values of the kernel; default glorot_uniform. */
        public L kernelInitializer(Initializer initializer) {
            kernelInitializer = initializer;
            return self();
        }

        public L kernelInitializer(String name) {
            return kernelInitializer(byName(Initializer.class, name));
        }

        /** The start values of the bias; default zeros. */
        public L biasInitializer(Initializer initializer) {
            biasInitializer = initializer;
            return self();
        }

        public L biasInitializer(String name) {
            return biasInitializer(byName(Initializer.class, name));
        }

        /** A penalty on the kernel, added to the loss. */
        public L kernelRegularizer(Regularizer regularizer) {
            kernelRegularizer = regularizer;
            return self();
        }

        public L kernelRegularizer(String name) {
            return kernelRegularizer(byName(Regularizer.class, name));
        }

        /** A penalty on the bias. */
        public L biasRegularizer(Regularizer regularizer) {
            biasRegularizer = regularizer;
            return self();
        }

        public L biasRegularizer(String name) {
            return biasRegularizer(byName(Regularizer.class, name));
        }

        /** A penalty on the output, divided by the batch size. */
        public L activityRegularizer(Regularizer regularizer) {
            activityRegularizer = regularizer;
            return self();
        }

        public L activityRegularizer(String name) {
            return activityRegularizer(byName(Regularizer.class, name));
        }

        /** What the kernel is projected on after each update. */
        public L kernelConstraint(Constraint constraint) {
            kernelConstraint = constraint;
            return self();
        }

        public L kernelConstraint(String name) {
            return kernelConstraint(byName(Constraint.class, name));
        }

        /** What the bias is projected on after each update. */
        public L biasConstraint(Constraint constraint) {
            biasConstraint = constraint;
            return self();
        }

        public L biasConstraint(String name) {
            return biasConstraint(byName(Constraint.class, name));
        }
    }
}
