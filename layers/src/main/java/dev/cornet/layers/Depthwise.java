package dev.cornet.layers;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Window;
import dev.cornet.config.Option;
import dev.cornet.constraint.Constraint;
import dev.cornet.initializer.Initializer;
import dev.cornet.layer.Variable;
import dev.cornet.regularizer.Regularizer;
import dev.cornet.tensor.Shape;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What DepthwiseConv2D and SeparableConv2D share: a kernel of its own for each channel.
 *
 * @param <L> the layer itself
 */
abstract class Depthwise<L extends Depthwise<L>> extends Weighted<L> {
    @Option(before = "activation")
    int depthMultiplier = 1;

    @Option(before = "activation")
    private int[] kernelSize = {1, 1};

    @Option(before = "activation")
    private int[] strides = {1, 1};

    @Option(before = "activation")
    private String padding = "valid";

    @Option(before = "activation")
    private String dataFormat = Images2D.CHANNELS_LAST;

    @Option(before = "activation")
    private int[] dilationRate = {1, 1};

    @Option(before = "bias_initializer")
    private Initializer depthwiseInitializer = byName(Initializer.class, "glorot_uniform");

    @Option(before = "bias_regularizer")
    private @Nullable Regularizer depthwiseRegularizer;

    @Option(before = "bias_constraint")
    private @Nullable Constraint depthwiseConstraint;

    private final PerShape<Convolution> convolutions = new PerShape<>(this::convolution);
    private @Nullable Variable kernel;

    Depthwise(int... kernelSize) {
        this.kernelSize = Images2D.pair(kernelSize);
    }

    /** Outputs of each channel; default 1. */
    public L depthMultiplier(int multiplier) {
        depthMultiplier = multiplier;
        return self();
    }

    /** Pixels between windows, one number or (height, width); default 1. */
    public L strides(int... strides) {
        this.strides = Images2D.pair(strides);
        return self();
    }

    /** "valid" (only whole windows) or "same" (zeros around, output ⌈n/stride⌉); default valid. */
    public L padding(String padding) {
        this.padding = padding;
        return self();
    }

    /** Pixels between the cells of the kernel; default 1. */
    public L dilationRate(int... rate) {
        dilationRate = Images2D.pair(rate);
        return self();
    }

    /** The start values of the channels' kernels; default glorot_uniform. */
    public L depthwiseInitializer(Initializer initializer) {
        depthwiseInitializer = initializer;
        return self();
    }

    public L depthwiseInitializer(String name) {
        return depthwiseInitializer(unit(Initializer.class, "depthwise_initializer", name));
    }

    /** A penalty on the channels' kernels, added to the loss. */
    public L depthwiseRegularizer(Regularizer regularizer) {
        depthwiseRegularizer = regularizer;
        return self();
    }

    public L depthwiseRegularizer(String name) {
        return depthwiseRegularizer(unit(Regularizer.class, "depthwise_regularizer", name));
    }

    /** What the channels' kernels are projected on after each update. */
    public L depthwiseConstraint(Constraint constraint) {
        depthwiseConstraint = constraint;
        return self();
    }

    public L depthwiseConstraint(String name) {
        return depthwiseConstraint(unit(Constraint.class, "depthwise_constraint", name));
    }

    @Override
    protected void validate() {
        require(
                depthMultiplier > 0,
                "depth_multiplier, the outputs of each channel, must be positive, got %d",
                depthMultiplier);
        Images2D.requirePositive(this, "kernel_size", kernelSize);
        Images2D.requirePositive(this, "strides", strides);
        Images2D.requirePositive(this, "dilation_rate", dilationRate);
        Images2D.isSame(this, padding);
        Images2D.requireChannelsLast(this, dataFormat);
    }

    /** Makes the channels' kernels. */
    final void buildKernel(String name, Shape in) {
        kernel = weight(
                name,
                Shape.of(kernelSize[0], kernelSize[1], in.last(), depthMultiplier),
                depthwiseInitializer,
                depthwiseRegularizer,
                depthwiseConstraint);
    }

    /** The channels' kernels. */
    public final Variable kernel() {
        return Objects.requireNonNull(kernel, "built");
    }

    /** The convolution of each channel of images of shape {@code in}. */
    final Convolution depthwise(Shape in) {
        return convolutions.of(in);
    }

    private Convolution convolution(Shape in) {
        Images2D.requireImages(this, in);
        Window window = Images2D.window(this, in, kernelSize, strides, dilationRate, padding);
        return new Convolution(Images2D.named(this, () -> ConvShape.depthwise(window, in.last(), depthMultiplier)));
    }
}
