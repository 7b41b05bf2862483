package dev.cornet.layers;

import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Objects;

/**
 * Base class of pooling layers for sequences: the options of a window that slides over the steps of each channel.
 *
 * <p>x (batch, steps, channels), y (batch, outSteps, channels). A subclass implements {@link #pool} as for images of height 1, by {@link
 * PoolingWindows#forEach}.
 *
 * <p>The constructor without arguments, by which models are read from files, must leave a valid pool size too:
 *
 * <pre>{@code
 * private MedianPooling1D() {
 *     this(2); // the size that a file contains replaces it
 * }
 *
 * public MedianPooling1D(int poolSize) {
 *     super(poolSize);
 * }
 * }</pre>
 *
 * @param <L> the layer itself
 */
public abstract class BasePooling1D<L extends BasePooling1D<L>> extends BasePooling<L> {
    /** Pools windows of {@code poolSize} steps. */
    protected BasePooling1D(int poolSize) {
        super(new int[] {poolSize});
    }

    /** Computes the value of each window of sequences, which are given as images of height 1. */
    protected abstract Output pool(PoolingWindows windows, Tensor images, Pass pass);

    /** The distance between windows, in steps; default the pool size. */
    public final L strides(int strides) {
        this.strides = new int[] {strides};
        return self();
    }

    @Override
    final void requirePositive(String option, int[] sizes) {
        SequenceChecks.requirePositive(this, option, sizes);
    }

    @Override
    final PoolingWindows createWindows(Shape sequence) {
        return new PoolingWindows(
                SequenceChecks.window(this, sequence.dim(0), poolSize[0], steps()[0], 1, padding), sequence.last());
    }

    @Override
    protected Shape outputShape(Shape in) {
        SequenceChecks.require(this, in);
        Shape image = windows(in.withoutBatch()).outputShape();
        return image.withoutBatch().withBatch(in.dim(0));
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        Output pooled = pool(windows(x.shape().withoutBatch()), SequenceChecks.asImages(x), pass);
        return new Output(SequenceChecks.asSequences(pooled.y()), (dy, grads) -> {
            Tensor dx = pooled.backward().apply(SequenceChecks.asImages(dy), grads);
            return SequenceChecks.asSequences(Objects.requireNonNull(dx));
        });
    }
}
