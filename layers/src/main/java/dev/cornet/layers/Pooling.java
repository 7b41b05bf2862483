package dev.cornet.layers;

import dev.cornet.backend.Window;
import dev.cornet.config.Option;
import dev.cornet.layer.Fluent;
import dev.cornet.layer.PartReader;
import dev.cornet.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * What all pooling shares: a window that slides over (height, width) of each channel.
 *
 * @param <L> the layer itself
 */
abstract class Pooling<L extends Pooling<L>> extends Fluent<L> implements PartReader {
    @Option
    private int[] poolSize = {2, 2};

    @Option
    private String padding = "valid";

    @Option
    private int @Nullable [] strides;

    @Option
    private String dataFormat = Images2D.CHANNELS_LAST;

    Pooling(int... poolSize) {
        this.poolSize = Images2D.pair(poolSize);
        validate();
    }

    /** Pixels between windows, one number or (height, width); default the pool size. */
    public L strides(int... strides) {
        this.strides = Images2D.pair(strides);
        return self();
    }

    /** "valid" (only whole windows) or "same" (output ⌈n/stride⌉; cells outside do not count); default valid. */
    public L padding(String padding) {
        this.padding = padding;
        return self();
    }

    @Override
    protected void validate() {
        Images2D.requirePositive(this, "pool_size", poolSize);
        if (strides != null) {
            Images2D.requirePositive(this, "strides", strides);
        }
        Images2D.isSame(this, padding);
        Images2D.requireChannelsLast(this, dataFormat);
    }

    final Window window(Shape in) {
        int[] steps = strides == null ? poolSize : strides;
        return Images2D.window(this, in, poolSize, steps, new int[] {1, 1}, padding);
    }

    /** Windows that stand wholly within the image may leave its last rows and columns out. */
    @Override
    public Shape reads(Shape in) {
        Window w = window(in);
        return Shape.of(
                Math.min(w.height(), (w.outHeight() - 1) * w.strideHeight() + w.kernelHeight() - w.padTop()),
                Math.min(w.width(), (w.outWidth() - 1) * w.strideWidth() + w.kernelWidth() - w.padLeft()),
                in.last());
    }

    @Override
    protected Shape outputShape(Shape in) {
        Images2D.requireImages(this, in);
        Window window = window(in);
        return Shape.of(window.outHeight(), window.outWidth(), in.last());
    }
}
