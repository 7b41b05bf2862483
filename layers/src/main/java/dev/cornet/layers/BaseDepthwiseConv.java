package dev.cornet.layers;

import dev.cornet.activations.Linear;
import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Window;
import dev.cornet.config.Option;
import dev.cornet.constraints.Constraint;
import dev.cornet.initializers.Initializer;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Operation;
import dev.cornet.nn.Output;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.nn.Variable;
import dev.cornet.regularizers.Regularizer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Base class of DepthwiseConv2D and SeparableConv2D: the depthwise convolution, in which each channel has kernels of its own, and its
 * options. It has one input and one output; the methods are those of {@link UnaryLayer}.
 *
 * @param <L> the layer itself
 */
abstract class BaseDepthwiseConv<L extends BaseDepthwiseConv<L>> extends BiasActivationLayer<L> {
    @Option(before = "activation")
    int depthMultiplier = 1;

    @Option(before = "activation")
    private int[] kernelSize = {1, 1};

    @Option(before = "activation")
    private int[] strides = {1, 1};

    @Option(before = "activation")
    private String padding = "valid";

    @Option(before = "activation")
    private String dataFormat = ImageChecks.CHANNELS_LAST;

    @Option(before = "activation")
    private int[] dilationRate = {1, 1};

    @Option(before = "bias_initializer")
    private Initializer depthwiseInitializer = byName(Initializer.class, "glorot_uniform");

    @Option(before = "bias_regularizer")
    private @Nullable Regularizer depthwiseRegularizer;

    @Option(before = "bias_constraint")
    private @Nullable Constraint depthwiseConstraint;

    private final ShapeCache<Convolution> convolutions = new ShapeCache<>(this::convolution);
    private @Nullable Variable kernel;

    BaseDepthwiseConv(int... kernelSize) {
        this.kernelSize = ImageChecks.pair(kernelSize);
    }

    /** The number of output channels for each input channel; default 1. */
    public L depthMultiplier(int multiplier) {
        depthMultiplier = multiplier;
        return self();
    }

    /** The distance between windows in pixels, one number or (height, width); default 1. */
    public L strides(int... strides) {
        this.strides = ImageChecks.pair(strides);
        return self();
    }

    /** "valid" (no padding) or "same" (zeros around the image, output size ⌈n/stride⌉); default "valid". */
    public L padding(String padding) {
        this.padding = padding;
        return self();
    }

    /** The distance between the kernel's elements in pixels, one number or (height, width); default 1. */
    public L dilationRate(int... rate) {
        dilationRate = ImageChecks.pair(rate);
        return self();
    }

    /** The initializer of the depthwise kernel; default glorot_uniform. */
    public L depthwiseInitializer(Initializer initializer) {
        depthwiseInitializer = initializer;
        return self();
    }

    public L depthwiseInitializer(String name) {
        return depthwiseInitializer(component(Initializer.class, "depthwise_initializer", name));
    }

    /** The regularizer of the depthwise kernel, whose penalty is added to the loss; default none. */
    public L depthwiseRegularizer(Regularizer regularizer) {
        depthwiseRegularizer = regularizer;
        return self();
    }

    public L depthwiseRegularizer(String name) {
        return depthwiseRegularizer(component(Regularizer.class, "depthwise_regularizer", name));
    }

    /** The constraint applied to the depthwise kernel after each update; default none. */
    public L depthwiseConstraint(Constraint constraint) {
        depthwiseConstraint = constraint;
        return self();
    }

    public L depthwiseConstraint(String name) {
        return depthwiseConstraint(component(Constraint.class, "depthwise_constraint", name));
    }

    @Override
    protected void validate() {
        require(
                depthMultiplier > 0,
                "depth_multiplier, the outputs of each channel, must be positive, got %d",
                depthMultiplier);
        ImageChecks.requirePositive(this, "kernel_size", kernelSize);
        ImageChecks.requirePositive(this, "strides", strides);
        ImageChecks.requirePositive(this, "dilation_rate", dilationRate);
        ImageChecks.isSame(this, padding);
        ImageChecks.requireChannelsLast(this, dataFormat);
    }

    /** Creates the weights for inputs of shape {@code in}. */
    protected abstract void build(Shape in);

    /** The shape of the output for an input of shape {@code in}. */
    protected abstract Shape outputShape(Shape in);

    /** Computes y for a batch x with {@code phi} as the activation φ, without the activity penalty. */
    abstract Output forward(Tensor x, ActivationFunction phi, Pass pass);

    @Override
    protected final void build(List<Shape> ins) {
        build(single(ins));
    }

    @Override
    protected final List<Shape> outputShapes(List<Shape> ins) {
        return List.of(outputShape(single(ins)));
    }

    @Override
    protected final Outputs run(List<Tensor> xs, Pass pass) {
        return withActivityPenalty(forward(single(xs), activation, pass), pass);
    }

    @Override
    final Operation withoutActivation() {
        return new LayerWithoutActivation(this, (x, pass) -> forward(x, new Linear(), pass));
    }

    /** Creates the depthwise kernel for images of shape {@code in}. */
    final void buildKernel(String name, Shape in) {
        kernel = weight(
                name,
                Shape.of(kernelSize[0], kernelSize[1], in.last(), depthMultiplier),
                depthwiseInitializer,
                depthwiseRegularizer,
                depthwiseConstraint);
    }

    /** The depthwise kernel (kernelHeight, kernelWidth, channels, multiplier); the layer must be built. */
    public final Variable kernel() {
        return Objects.requireNonNull(kernel, "built");
    }

    /** The depthwise convolution of images of shape {@code image}. */
    final Convolution depthwise(Shape image) {
        return convolutions.get(image);
    }

    private Convolution convolution(Shape image) {
        Window window = ImageChecks.window(this, image, kernelSize, strides, dilationRate, padding);
        return new Convolution(
                ImageChecks.withLayerName(this, () -> ConvShape.depthwise(window, image.last(), depthMultiplier)));
    }
}
