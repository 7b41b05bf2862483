package dev.cornet.layers;

import dev.cornet.backend.Window;
import dev.cornet.config.Option;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Base class of pooling layers for images: the options of a window that slides over height and width of each channel.
 *
 * <p>x (batch, height, width, channels), y (batch, outHeight, outWidth, channels). A subclass implements {@link #pool}, by {@link
 * PoolingWindows#forEach}.
 *
 * @param <L> the layer itself
 */
public abstract class BasePooling2D<L extends BasePooling2D<L>> extends UnaryLayer<L> {
    @Option
    private int[] poolSize = {2, 2};

    @Option
    private String padding = "valid";

    @Option
    private int @Nullable [] strides;

    @Option
    private String dataFormat = ImageChecks.CHANNELS_LAST;

    private final ShapeCache<PoolingWindows> windows = new ShapeCache<>(this::createWindows);

    /** Pools windows of this size, one number or (height, width). */
    protected BasePooling2D(int... poolSize) {
        this.poolSize = ImageChecks.pair(poolSize);
        validate();
    }

    /** Computes the value of each window of x, and returns the values with the backward function. */
    protected abstract Output pool(PoolingWindows windows, Tensor x, Pass pass);

    /** The distance between windows in pixels, one number or (height, width); default the pool size. */
    public L strides(int... strides) {
        this.strides = ImageChecks.pair(strides);
        return self();
    }

    /** "valid" (only whole windows) or "same" (output size ⌈n/stride⌉; pixels outside the image are left out); default "valid". */
    public L padding(String padding) {
        this.padding = padding;
        return self();
    }

    @Override
    protected void validate() {
        ImageChecks.requirePositive(this, "pool_size", poolSize);
        if (strides != null) {
            ImageChecks.requirePositive(this, "strides", strides);
        }
        ImageChecks.isSame(this, padding);
        ImageChecks.requireChannelsLast(this, dataFormat);
    }

    private PoolingWindows createWindows(Shape image) {
        requireShape(image.last() > 0, "wants images of at least one channel, got samples of shape %s", image);
        int[] steps = strides == null ? poolSize : strides;
        Window window = ImageChecks.window(this, image, poolSize, steps, new int[] {1, 1}, padding);
        return new PoolingWindows(window, image.last());
    }

    /** The windows on images of shape {@code image}. */
    final PoolingWindows windows(Shape image) {
        return windows.get(image);
    }

    @Override
    protected Shape outputShape(Shape in) {
        ImageChecks.requireImages(this, in);
        return windows(in.withoutBatch()).outputShape().withBatch(in.dim(0));
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        return pool(windows(x.shape().withoutBatch()), x, pass);
    }
}
