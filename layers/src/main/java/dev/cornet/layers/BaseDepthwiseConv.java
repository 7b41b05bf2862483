package dev.cornet.layers;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Window;
import dev.cornet.config.Option;
import dev.cornet.nn.OptionMethods;
import dev.cornet.nn.Variable;
import dev.cornet.nn.WeightOptions;
import dev.cornet.tensor.Shape;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Base class of DepthwiseConv2D and SeparableConv2D: the depthwise convolution, in which each channel has kernels of its own, and its
 * options.
 *
 * @param <L> the layer itself
 */
abstract class BaseDepthwiseConv<L extends BaseDepthwiseConv<L>> extends BiasActivationLayer<L>
        implements OptionMethods.Depthwise<L> {
    @Option
    int depthMultiplier = 1;

    @Option
    private int[] kernelSize = {1, 1};

    @Option
    private int[] strides = {1, 1};

    @Option
    private String padding = "valid";

    @Option
    private String dataFormat = ImageChecks.CHANNELS_LAST;

    @Option
    private int[] dilationRate = {1, 1};

    @Option("depthwise")
    private final WeightOptions depthwiseOptions = new WeightOptions("glorot_uniform");

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

    /** Creates the depthwise kernel for images of shape {@code in}. */
    final void buildKernel(String name, Shape in) {
        kernel = weight(name, Shape.of(kernelSize[0], kernelSize[1], in.last(), depthMultiplier), depthwiseOptions);
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
