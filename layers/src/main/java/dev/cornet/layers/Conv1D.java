package dev.cornet.layers;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Window;
import dev.cornet.config.Option;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;

/**
 * 1D convolution layer, for sequences: y = φ(x ∗ W + b), where ∗ is the cross-correlation along the steps.
 *
 * <p>x (batch, steps, channels), y (batch, outSteps, filters). Weights: W "kernel" (kernelSize, channels/groups, filters), b "bias"
 * (filters). Options: strides (default 1), padding ("valid"), dilation rate (1), groups (1), the activation φ (linear). Reference: Keras'
 * Conv1D page.
 */
public final class Conv1D extends KernelLayer<Conv1D> {
    @Option
    private int filters;

    @Option
    private int[] kernelSize = {1};

    @Option
    private int[] strides = {1};

    @Option
    private String padding = "valid";

    @Option
    private String dataFormat = ImageChecks.CHANNELS_LAST;

    @Option
    private int[] dilationRate = {1};

    @Option
    private int groups = 1;

    private final ShapeCache<Convolution> convolutions = new ShapeCache<>(this::convolution);

    private Conv1D() {}

    /** A layer with {@code filters} filters over {@code kernelSize} steps. */
    public Conv1D(int filters, int kernelSize) {
        this.filters = filters;
        this.kernelSize = new int[] {kernelSize};
        validate();
    }

    /** The distance between windows, in steps; default 1. */
    public Conv1D strides(int strides) {
        this.strides = new int[] {strides};
        return self();
    }

    /**
     * "valid" (no padding), "same" (zeros on both sides) or "causal" (zeros before the first step only, so that y depends on no later x);
     * default "valid".
     */
    public Conv1D padding(String padding) {
        this.padding = padding;
        return self();
    }

    /** The distance between the kernel's elements, in steps; default 1. */
    public Conv1D dilationRate(int rate) {
        this.dilationRate = new int[] {rate};
        return self();
    }

    /** The number of groups into which channels and filters are divided; each group is convolved separately. Default 1. */
    public Conv1D groups(int groups) {
        this.groups = groups;
        return self();
    }

    @Override
    protected void validate() {
        require(filters > 0, "filters, the number of output channels, must be positive, got %d", filters);
        SequenceChecks.requirePositive(this, "kernel_size", kernelSize);
        SequenceChecks.requirePositive(this, "strides", strides);
        SequenceChecks.requirePositive(this, "dilation_rate", dilationRate);
        require(
                List.of("valid", "same", "causal").contains(padding),
                "padding must be \"valid\", \"same\" or \"causal\", got \"%s\"",
                padding);
        ImageChecks.requireChannelsLast(this, dataFormat);
        require(groups > 0 && filters % groups == 0, "filters (%d) must be divisible by groups (%d)", filters, groups);
        require(
                strides[0] == 1 || dilationRate[0] == 1,
                "strides above 1 do not go together with a dilation_rate above 1");
    }

    @Override
    protected void build(Shape in) {
        buildKernel(Shape.of(kernelSize[0], in.last() / groups, filters));
        buildBias(Shape.of(filters));
    }

    private Convolution convolution(Shape sequence) {
        int channels = sequence.last();
        requireShape(channels % groups == 0, "%d channels cannot be cut into %d groups", channels, groups);
        Window window =
                SequenceChecks.window(this, sequence.dim(0), kernelSize[0], strides[0], dilationRate[0], padding);
        return new Convolution(ImageChecks.withLayerName(this, () -> new ConvShape(window, channels, filters, groups)));
    }

    @Override
    protected Shape outputShape(Shape in) {
        SequenceChecks.require(this, in);
        Shape image = convolutions.get(in.withoutBatch()).outputShape();
        return image.withoutBatch().withBatch(in.dim(0));
    }

    @Override
    protected Output preActivation(Tensor x, Pass pass) {
        Variable w = kernel();
        Variable b = bias();
        Convolution conv = convolutions.get(x.shape().withoutBatch());
        Tensor image = SequenceChecks.asImages(x);
        Tensor z = SequenceChecks.asSequences(conv.forward(pass, image, w, b));
        return new Output(z, (dz, grads) -> {
            Tensor dx = conv.gradients(pass, image, dz, w, b, grads, grads.requiresInput());
            return dx == null ? null : SequenceChecks.asSequences(dx);
        });
    }
}
