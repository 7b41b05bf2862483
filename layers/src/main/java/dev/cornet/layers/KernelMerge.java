package dev.cornet.layers;

import dev.cornet.activations.Activations;
import dev.cornet.backend.Ops;
import dev.cornet.config.Option;
import dev.cornet.config.SubclassOptionsFirst;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Merge;
import dev.cornet.nn.OptionMethods;
import dev.cornet.nn.Output;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Variable;
import dev.cornet.nn.WeightOptions;
import dev.cornet.regularizers.Regularizer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Base class of layers y = φ(z + b) of several inputs with a weight "kernel", such as a bilinear layer: the options of kernel, bias and
 * activation. A layer of one input extends {@link KernelLayer}.
 *
 * <p>A subclass implements {@link #build}, by {@link #buildKernel} and {@link #buildBias}, {@link #outputShape}, and {@link
 * #preActivation}, which computes z from {@link #kernel}; this class adds b and applies φ. The default initializer of the kernel is
 * glorot_uniform, that of the bias zeros.
 *
 * @param <L> the layer itself
 */
@SubclassOptionsFirst
public abstract class KernelMerge<L extends KernelMerge<L>> extends Merge<L>
        implements OptionMethods.Activation<L>, OptionMethods.Kernel<L>, OptionMethods.Bias<L> {
    @Option
    private ActivationFunction activation = Activations.of("linear");

    @Option
    private boolean useBias = true;

    @Option("kernel")
    private final WeightOptions kernelOptions = new WeightOptions("glorot_uniform");

    @Option("bias")
    private final WeightOptions biasOptions = new WeightOptions("zeros");

    @Option
    private @Nullable Regularizer activityRegularizer;

    private @Nullable Variable kernel;
    private @Nullable Variable bias;

    /** Computes z without b from a batch of each input, and returns it with the backward function. */
    protected abstract Outputs preActivation(List<Tensor> xs, Pass pass);

    /** Creates the kernel W with this shape. */
    protected final void buildKernel(Shape shape) {
        kernel = weight("kernel", shape, kernelOptions);
    }

    /** Creates the bias b with this shape, that of a row of z, unless useBias is false. */
    protected final void buildBias(Shape shape) {
        bias = useBias ? weight("bias", shape, biasOptions) : null;
    }

    /** The kernel W; the layer must be built. */
    public final Variable kernel() {
        return Objects.requireNonNull(kernel, "built");
    }

    /** The bias b; null if the layer has none. */
    public final @Nullable Variable bias() {
        return bias;
    }

    @Override
    protected final Outputs forward(List<Tensor> xs, Pass pass) {
        Outputs z = preActivation(xs, pass);
        Variable b = bias;
        if (b != null) {
            Ops.addRows(z.y(0), b.value());
        }
        Output y = ActivityPenalty.of(activityRegularizer, activation.forward(z.y(0), pass), pass);
        return Outputs.of(y.y(), (dy, grads) -> {
            Tensor dz = Objects.requireNonNull(y.backward().apply(dy, grads));
            if (b != null && grads.requires(b)) {
                Ops.addSumRows(grads.accumulator(b), dz);
            }
            return z.backward(List.of(dz), grads);
        });
    }
}
