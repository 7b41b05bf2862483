package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Base class of pooling layers for sequences: the options of a window that slides over the steps of each channel.
 *
 * <p>x (batch, steps, channels), y (batch, outSteps, channels). A subclass implements {@link #pool} as for images of height 1, by {@link
 * PoolingWindows#forEach}.
 *
 * @param <L> the layer itself
 */
public abstract class BasePooling1D<L extends BasePooling1D<L>> extends UnaryLayer<L> {
    @Option
    private int[] poolSize = {2};

    @Option
    private String padding = "valid";

    @Option
    private int @Nullable [] strides;

    @Option
    private String dataFormat = ImageChecks.CHANNELS_LAST;

    private final ShapeCache<PoolingWindows> windows = new ShapeCache<>(this::createWindows);

    /** Pools windows of {@code poolSize} steps. */
    protected BasePooling1D(int poolSize) {
        this.poolSize = new int[] {poolSize};
        validate();
    }

    /** Computes the value of each window of sequences, which are given as images of height 1. */
    protected abstract Output pool(PoolingWindows windows, Tensor images, Pass pass);

    /** The distance between windows, in steps; default the pool size. */
    public final L strides(int strides) {
        this.strides = new int[] {strides};
        return self();
    }

    /** "valid" (only whole windows) or "same" (output size ⌈n/stride⌉; steps outside the sequence are left out); default "valid". */
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

    private PoolingWindows createWindows(Shape sequence) {
        int step = strides == null ? poolSize[0] : strides[0];
        return new PoolingWindows(
                SequenceChecks.window(this, sequence.dim(0), poolSize[0], step, 1, padding), sequence.last());
    }

    @Override
    protected Shape outputShape(Shape in) {
        SequenceChecks.require(this, in);
        Shape image = windows.get(in.withoutBatch()).outputShape();
        return image.withoutBatch().withBatch(in.dim(0));
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        Output pooled = pool(windows.get(x.shape().withoutBatch()), SequenceChecks.asImages(x), pass);
        return new Output(SequenceChecks.asSequences(pooled.y()), (dy, grads) -> {
            Tensor dx = pooled.backward().apply(SequenceChecks.asImages(dy), grads);
            return SequenceChecks.asSequences(Objects.requireNonNull(dx));
        });
    }
}
