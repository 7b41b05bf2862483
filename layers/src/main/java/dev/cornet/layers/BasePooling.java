package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.nn.Fluent;
import dev.cornet.nn.Output;
import dev.cornet.nn.PartReader;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What all pooling shares: a window that slides over (height, width) of each channel.
 *
 * @param <L> the layer itself
 */
abstract class BasePooling<L extends BasePooling<L>> extends Fluent<L> implements PartReader {
    @Option
    private int[] poolSize = {2, 2};

    @Option
    private String padding = "valid";

    @Option
    private int @Nullable [] strides;

    @Option
    private String dataFormat = ImageChecks.CHANNELS_LAST;

    private final ShapeCache<PoolingWindows> windows = new ShapeCache<>(this::newWindows);

    BasePooling(int... poolSize) {
        this.poolSize = ImageChecks.pair(poolSize);
        validate();
    }

    /** y of the windows on x, and the way back. */
    abstract Output pool(PoolingWindows windows, Tensor x, Pass pass);

    /** Pixels between windows, one number or (height, width); default the pool size. */
    public L strides(int... strides) {
        this.strides = ImageChecks.pair(strides);
        return self();
    }

    /** "valid" (only whole windows) or "same" (output ⌈n/stride⌉; cells outside do not count); default valid. */
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

    private PoolingWindows newWindows(Shape in) {
        ImageChecks.requireImages(this, in);
        requireShape(in.last() > 0, "wants images of at least one channel, got samples of shape %s", in);
        int[] steps = strides == null ? poolSize : strides;
        return new PoolingWindows(ImageChecks.window(this, in, poolSize, steps, new int[] {1, 1}, padding), in.last());
    }

    final PoolingWindows windows(Shape in) {
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
        return pool(windows(x.shape().withoutBatch()), x, pass);
    }
}
