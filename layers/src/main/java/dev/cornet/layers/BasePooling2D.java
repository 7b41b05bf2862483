package dev.cornet.layers;

import dev.cornet.backend.Window;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;

/**
 * Base class of pooling layers for images: the options of a window that slides over height and width of each channel.
 *
 * <p>x (batch, height, width, channels), y (batch, outHeight, outWidth, channels). A subclass implements {@link #pool}, by {@link
 * PoolingWindows#forEach}.
 *
 * <p>The constructor without arguments, by which models are read from files, must leave a valid pool size too:
 *
 * <pre>{@code
 * private MedianPooling2D() {
 *     this(2); // the size that a file contains replaces it
 * }
 *
 * public MedianPooling2D(int... poolSize) {
 *     super(poolSize);
 * }
 * }</pre>
 *
 * @param <L> the layer itself
 */
public abstract class BasePooling2D<L extends BasePooling2D<L>> extends BasePooling<L> {
    /** Pools windows of this size, one number or (height, width). */
    protected BasePooling2D(int... poolSize) {
        super(ImageChecks.pair(poolSize));
    }

    /** Computes the value of each window of x, and returns the values with the backward function. */
    protected abstract Output pool(PoolingWindows windows, Tensor x, Pass pass);

    /** The distance between windows in pixels, one number or (height, width); default the pool size. */
    public L strides(int... strides) {
        this.strides = ImageChecks.pair(strides);
        return self();
    }

    @Override
    final void requirePositive(String option, int[] sizes) {
        ImageChecks.requirePositive(this, option, sizes);
    }

    @Override
    final PoolingWindows createWindows(Shape image) {
        requireShape(image.last() > 0, "wants images of at least one channel, got samples of shape %s", image);
        Window window = ImageChecks.window(this, image, poolSize, steps(), new int[] {1, 1}, padding);
        return new PoolingWindows(window, image.last());
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
