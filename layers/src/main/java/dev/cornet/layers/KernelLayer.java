package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.constraints.Constraint;
import dev.cornet.initializers.Initializer;
import dev.cornet.nn.Variable;
import dev.cornet.regularizers.Regularizer;
import dev.cornet.tensor.Shape;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Base class of layers with a weight "kernel", such as Dense and Conv2D: the kernel's options.
 *
 * @param <L> the layer itself
 */
abstract class KernelLayer<L extends KernelLayer<L>> extends BiasActivationLayer<L> {
    @Option(before = "bias_initializer")
    private Initializer kernelInitializer = byName(Initializer.class, "glorot_uniform");

    @Option(before = "bias_regularizer")
    private @Nullable Regularizer kernelRegularizer;

    @Option(before = "bias_constraint")
    private @Nullable Constraint kernelConstraint;

    private @Nullable Variable kernel;

    /** Creates the kernel W with this shape. */
    final void buildKernel(Shape shape) {
        kernel = weight("kernel", shape, kernelInitializer, kernelRegularizer, kernelConstraint);
    }

    /** The kernel W; the layer must be built. */
    public final Variable kernel() {
        return Objects.requireNonNull(kernel, "built");
    }

    /** The initializer of the kernel; default glorot_uniform. */
    public L kernelInitializer(Initializer initializer) {
        kernelInitializer = initializer;
        return self();
    }

    public L kernelInitializer(String name) {
        return kernelInitializer(component(Initializer.class, "kernel_initializer", name));
    }

    /** The regularizer of the kernel, whose penalty is added to the loss; default none. */
    public L kernelRegularizer(Regularizer regularizer) {
        kernelRegularizer = regularizer;
        return self();
    }

    public L kernelRegularizer(String name) {
        return kernelRegularizer(component(Regularizer.class, "kernel_regularizer", name));
    }

    /** The constraint applied to the kernel after each update; default none. */
    public L kernelConstraint(Constraint constraint) {
        kernelConstraint = constraint;
        return self();
    }

    public L kernelConstraint(String name) {
        return kernelConstraint(component(Constraint.class, "kernel_constraint", name));
    }
}
