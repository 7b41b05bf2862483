package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.nn.Fluent;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What maximum and average pooling of sequences share: a window that slides over the steps of each channel.
 *
 * @param <L> the layer itself
 */
abstract class Pooling1D<L extends Pooling1D<L>> extends Fluent<L> {
    @Option
    private int[] poolSize = {2};

    @Option
    private String padding = "valid";

    @Option
    private int @Nullable [] strides;

    @Option
    private String dataFormat = ImageChecks.CHANNELS_LAST;

    private final ShapeCache<PoolingWindows> windows = new ShapeCache<>(this::windows);

    Pooling1D(int poolSize) {
        this.poolSize = new int[] {poolSize};
        validate();
    }

    /** y of images of one row, and the way back. */
    abstract Output pool(PoolingWindows windows, Tensor images, Pass pass);

    /** Steps between windows; default the pool size. */
    public final L strides(int strides) {
        this.strides = new int[] {strides};
        return self();
    }

    /** "valid" (only whole windows) or "same" (output ⌈n/stride⌉; cells outside do not count); default valid. */
    public final L padding(String padding) {
        this.padding = padding;
        return self();
    }

    @Override
    protected void validate() {
        SequenceChecks.requirePositive(this, "pool_size", poolSize);
        if (strides != null) {
            SequenceChecks.requirePositive(this, "strides", strides);
        }
        ImageChecks.isSame(this, padding);
        ImageChecks.requireChannelsLast(this, dataFormat);
    }

    private PoolingWindows windows(Shape in) {
        SequenceChecks.require(this, in);
        int step = strides == null ? poolSize[0] : strides[0];
        return new PoolingWindows(SequenceChecks.window(this, in, poolSize[0], step, 1, padding), in.last());
    }

    @Override
    protected Shape outputShape(Shape in) {
        return windows.of(in).outputShape().withoutBatch();
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        Output pooled = pool(windows.of(x.shape().withoutBatch()), SequenceChecks.images(x), pass);
        return new Output(SequenceChecks.sequences(pooled.y()), (dy, grads) -> {
            Tensor dx = pooled.backward().apply(SequenceChecks.images(dy), grads);
            return SequenceChecks.sequences(Objects.requireNonNull(dx));
        });
    }
}
