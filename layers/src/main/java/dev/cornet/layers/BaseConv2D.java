package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.exceptions.Arguments;

/**
 * Base class of Conv2D and Conv2DTranspose: the options of a convolution of images with filters over all channels.
 *
 * @param <L> the layer itself
 */
abstract class BaseConv2D<L extends BaseConv2D<L>> extends KernelLayer<L> {
    @Option
    int filters;

    @Option
    int[] kernelSize = {1, 1};

    @Option
    int[] strides = {1, 1};

    @Option
    String padding = "valid";

    @Option
    private String dataFormat = ImageChecks.CHANNELS_LAST;

    @Option
    int[] dilationRate = {1, 1};

    /**
     * The distance between windows in pixels, of a transposed convolution the factor by which images grow: one number or (height, width);
     * default 1.
     */
    public L strides(int... strides) {
        Arguments.notNull(strides, getClass().getSimpleName() + ".strides", "strides");
        this.strides = ImageChecks.pair(strides);
        return self();
    }

    /**
     * "valid" (no padding) or "same" (zeros around the image, output size ⌈n/stride⌉, of a transposed convolution n·stride); default
     * "valid".
     */
    public L padding(String padding) {
        this.padding = padding;
        return self();
    }

    /** The distance between the kernel's elements in pixels, one number or (height, width); default 1. */
    public L dilationRate(int... rate) {
        Arguments.notNull(rate, getClass().getSimpleName() + ".dilationRate", "rate");
        this.dilationRate = ImageChecks.pair(rate);
        return self();
    }

    @Override
    protected void validate() {
        require(filters > 0, "filters, the number of output channels, must be positive, got %d", filters);
        ImageChecks.requirePositive(this, "kernel_size", kernelSize);
        ImageChecks.requirePositive(this, "strides", strides);
        ImageChecks.requirePositive(this, "dilation_rate", dilationRate);
        ImageChecks.isSame(this, padding);
        ImageChecks.requireChannelsLast(this, dataFormat);
    }

    /** Whether the strides or the dilation rate are 1; other values do not go together. */
    final boolean stridesOrDilationAreOne() {
        return (strides[0] == 1 && strides[1] == 1) || (dilationRate[0] == 1 && dilationRate[1] == 1);
    }
}
