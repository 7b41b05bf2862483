package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.layer.Fluent;
import dev.cornet.layer.Output;
import dev.cornet.layer.Pass;
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
    private String dataFormat = Images2D.CHANNELS_LAST;

    private final PerShape<Windows> windows = new PerShape<>(this::windows);

    Pooling1D(int poolSize) {
        this.poolSize = new int[] {poolSize};
        validate();
    }

    /** y of images of one row, and the way back. */
    abstract Output pool(Windows windows, Tensor images, Pass pass);

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
        Sequences.requirePositive(this, "pool_size", poolSize);
        if (strides != null) {
            Sequences.requirePositive(this, "strides", strides);
        }
        Images2D.isSame(this, padding);
        Images2D.requireChannelsLast(this, dataFormat);
    }

    private Windows windows(Shape in) {
        Sequences.require(this, in);
        int step = strides == null ? poolSize[0] : strides[0];
        return new Windows(Sequences.window(this, in, poolSize[0], step, 1, padding), in.last());
    }

    @Override
    protected Shape outputShape(Shape in) {
        return windows.of(in).outputShape().rest();
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        Output pooled = pool(windows.of(x.shape().rest()), Sequences.images(x), pass);
        return new Output(Sequences.sequences(pooled.y()), (dy, grads) -> {
            Tensor dx = pooled.backward().apply(Sequences.images(dy), grads);
            return Sequences.sequences(Objects.requireNonNull(dx));
        });
    }
}
