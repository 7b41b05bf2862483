package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Base class of pooling layers for sequences and images: the options of a window that slides over each channel.
 *
 * @param <L> the layer itself
 */
abstract class BasePooling<L extends BasePooling<L>> extends UnaryLayer<L> {
    @Option
    int[] poolSize;

    @Option
    String padding = "valid";

    @Option
    int @Nullable [] strides;

    @Option
    private String dataFormat = ImageChecks.CHANNELS_LAST;

    private final ShapeCache<PoolingWindows> windows = new ShapeCache<>(this::createWindows);

    BasePooling(int[] poolSize) {
        this.poolSize = poolSize;
        validate();
    }

    /** "valid" (only whole windows) or "same" (output size ⌈n/stride⌉; what lies outside the input is left out); default "valid". */
    public L padding(String padding) {
        this.padding = padding;
        return self();
    }

    @Override
    protected void validate() {
        requirePositive("pool_size", poolSize);
        if (strides != null) {
            requirePositive("strides", strides);
        }
        ImageChecks.isSame(this, padding);
        ImageChecks.requireChannelsLast(this, dataFormat);
    }

    /** Throws an {@link dev.cornet.exceptions.OptionException} unless {@code sizes} has a positive number for each axis of the window. */
    abstract void requirePositive(String option, int[] sizes);

    /** The windows on samples of shape {@code sample}. */
    final PoolingWindows windows(Shape sample) {
        return windows.get(sample);
    }

    abstract PoolingWindows createWindows(Shape sample);

    /** The distance between windows along each axis. */
    final int[] steps() {
        return strides == null ? poolSize : strides;
    }
}
