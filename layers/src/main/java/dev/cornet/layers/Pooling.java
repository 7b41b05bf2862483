package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.layer.Fluent;
import dev.cornet.layer.Output;
import dev.cornet.layer.PartReader;
import dev.cornet.layer.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
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

    private final PerShape<Windows> windows = new PerShape<>(this::newWindows);

    Pooling(int... poolSize) {
        this.poolSize = Images2D.pair(poolSize);
        validate();
    }

    /** y of the windows on x, and the way back. */
    abstract Output pool(Windows windows, Tensor x, Pass pass);

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

    private Windows newWindows(Shape in) {
        Images2D.requireImages(this, in);
        requireShape(in.last() > 0, "wants images of at least one channel, got samples of shape %s", in);
        int[] steps = strides == null ? poolSize : strides;
        return new Windows(Images2D.window(this, in, poolSize, steps, new int[] {1, 1}, padding), in.last());
    }

    final Windows windows(Shape in) {
        return windows.of(in);
    }

    @Override
    public Shape reads(Shape in) {
        return windows(in).reads();
    }

    @Override
    protected Shape outputShape(Shape in) {
        return windows(in).outputShape();
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        return pool(windows(x.shape().rest()), x, pass);
    }
}
