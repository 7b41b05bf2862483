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
import java.util.Objects;

/**
 * y = φ(x ∗ W + b), the cross-correlation of sequences with a bank of filters.
 *
 * <p>x (batch, steps, channels), W "kernel" (kernelSize, channels/groups, filters), b "bias" (filters), y (batch, outSteps, filters).
 * Reference: Keras' Conv1D page.
 */
public final class Conv1D extends BiasActivationLayer.KernelLayer<Conv1D> {
    @Option(before = "activation")
    private int filters;

    @Option(before = "activation")
    private int[] kernelSize = {1};

    @Option(before = "activation")
    private int[] strides = {1};

    @Option(before = "activation")
    private String padding = "valid";

    @Option(before = "activation")
    private String dataFormat = ImageChecks.CHANNELS_LAST;

    @Option(before = "activation")
    private int[] dilationRate = {1};

    @Option(before = "activation")
    private int groups = 1;

    private final ShapeCache<Convolution> convolutions = new ShapeCache<>(this::convolution);

    private Conv1D() {}

    /** {@code filters} filters of {@code kernelSize} steps. */
    public Conv1D(int filters, int kernelSize) {
        this.filters = filters;
        this.kernelSize = new int[] {kernelSize};
        validate();
    }

    /** Steps between windows; default 1. */
    public Conv1D strides(int strides) {
        this.strides = new int[] {strides};
        return self();
    }

    /** "valid" (only whole windows), "same" (zeros around) or "causal" (zeros before, so that y looks at no later x); default valid. */
    public Conv1D padding(String padding) {
        this.padding = padding;
        return self();
    }

    /** Steps between the cells of the kernel; default 1. */
    public Conv1D dilationRate(int rate) {
        this.dilationRate = new int[] {rate};
        return self();
    }

    /** Into how many separate groups channels and filters are cut; default 1. */
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

    private Convolution convolution(Shape in) {
        SequenceChecks.require(this, in);
        requireShape(in.last() % groups == 0, "%d channels cannot be cut into %d groups", in.last(), groups);
        Window window = SequenceChecks.window(this, in, kernelSize[0], strides[0], dilationRate[0], padding);
        return new Convolution(ImageChecks.named(this, () -> new ConvShape(window, in.last(), filters, groups)));
    }

    @Override
    protected Shape outputShape(Shape in) {
        return convolutions.of(in).outputShape().withoutBatch();
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        Variable w = kernel();
        Variable b = bias();
        Convolution conv = convolutions.of(x.shape().withoutBatch());
        Tensor image = SequenceChecks.images(x);
        Output phi = activate(SequenceChecks.sequences(conv.forward(pass, image, w, b)), pass);
        return new Output(phi.y(), (dy, grads) -> {
            Tensor dz = Objects.requireNonNull(phi.backward().apply(dy, grads));
            Tensor dx = conv.gradients(pass, image, dz, w, b, grads, grads.requiresInput());
            return dx == null ? null : SequenceChecks.sequences(dx);
        });
    }
}
