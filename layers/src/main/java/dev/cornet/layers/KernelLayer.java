package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.nn.OptionMethods;
import dev.cornet.nn.Variable;
import dev.cornet.nn.WeightOptions;
import dev.cornet.tensor.Shape;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Base class of layers y = φ(z) with a weight "kernel" and a bias, such as Dense and Conv2D: the options of kernel, bias and activation.
 *
 * <p>A subclass implements {@link #build}, by {@link #buildKernel} and {@link #buildBias}, {@link #outputShape}, and {@link
 * #preActivation}, which computes z from {@link #kernel} and {@link #bias}. The default initializer of the kernel is glorot_uniform, that
 * of the bias zeros.
 *
 * @param <L> the layer itself
 */
public abstract class KernelLayer<L extends KernelLayer<L>> extends BiasActivationLayer<L>
        implements OptionMethods.Kernel<L> {
    @Option("kernel")
    private final WeightOptions kernelOptions = new WeightOptions("glorot_uniform");

    private @Nullable Variable kernel;

    /** Creates the kernel W with this shape. */
    protected final void buildKernel(Shape shape) {
        kernel = weight("kernel", shape, kernelOptions);
    }

    /** The kernel W; the layer must be built. */
    public final Variable kernel() {
        return Objects.requireNonNull(kernel, "built");
    }
}
