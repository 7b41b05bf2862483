package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.PassThrough;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Base class of dropout layers: in training y = x·m/(1 − rate), where the mask m is 0 with probability {@code rate}, else 1. Outside
 * training y = x.
 *
 * <p>m is a function of the seed, the training step, the layer's place in the network and the position in the batch, so results do not
 * depend on the number of threads or on how the batch is divided among them.
 *
 * @param <L> the layer itself
 */
abstract class BaseDropout<L extends UnaryLayer<L>> extends UnaryLayer<L> implements PassThrough {
    @Option
    private double rate;

    @Option
    private @Nullable Integer seed;

    BaseDropout() {}

    BaseDropout(double rate) {
        this.rate = rate;
        requireRate();
    }

    /**
     * The shape of m for x of shape {@code in}, both with the batch axis; −1 stands for the size of x along that axis. Null if m has the
     * shape of x.
     */
    abstract @Nullable Shape noiseShapeFor(Shape in);

    /** A seed that is mixed into the random stream of the layer; default none. */
    public final L seed(int seed) {
        this.seed = seed;
        return self();
    }

    @Override
    protected void validate() {
        requireRate();
    }

    private void requireRate() {
        require(rate >= 0 && rate <= 1, "rate must be between 0 and 1, got %s", rate);
    }

    @Override
    protected boolean supportsMasking() {
        return true;
    }

    @Override
    public boolean passesInput(boolean training) {
        return !training || rate == 0;
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        if (passesInput(pass.training())) {
            return new Output(x, (dy, grads) -> dy);
        }
        Shape shape = noiseShapeFor(x.shape());
        RandomStream random = seed == null ? pass.random() : pass.random().foldIn(seed);
        Tensor mask = shape == null ? pass.tensor(x.shape()) : broadcastMask(shape, x, random, pass);
        if (shape == null) {
            fillMask(mask, random, pass.firstRow() * x.rowSize(), rate);
        }
        Tensor y = pass.tensor(x.shape());
        multiply(x, mask, y);
        return new Output(y, (dy, grads) -> {
            Tensor dx = pass.tensor(dy.shape());
            multiply(dy, mask, dx);
            return dx;
        });
    }

    /** A mask drawn in its own shape and broadcast to the shape of x. */
    private Tensor broadcastMask(Shape shape, Tensor x, RandomStream random, Pass pass) {
        Shape sample = x.shape().withoutBatch();
        int[] dims = shape.withoutBatch().toArray();
        for (int i = 0; i < dims.length; i++) {
            dims[i] = dims[i] == -1 ? sample.dim(i) : dims[i];
        }
        boolean sameForAllSamples = shape.dim(0) == 1;
        int rows = x.shape().dim(0);
        Tensor drawn = pass.tensor(Shape.of(dims).withBatch(sameForAllSamples ? 1 : rows));
        fillMask(drawn, random, sameForAllSamples ? 0 : pass.firstRow() * drawn.rowSize(), rate);
        int[] indices = Broadcast.sourceIndices(Shape.of(dims), sample);
        Tensor mask = pass.tensor(x.shape());
        for (int r = 0; r < rows; r++) {
            int from = drawn.offset() + (sameForAllSamples ? 0 : r * drawn.rowSize());
            int to = mask.offset() + r * indices.length;
            for (int i = 0; i < indices.length; i++) {
                mask.data()[to + i] = drawn.data()[from + indices[i]];
            }
        }
        return mask;
    }

    /**
     * Fills a mask with m/(1 − rate) for the values of the batch from index {@code first} on. Each 64 random bits give four draws of 16
     * bits; the rate is rounded to a multiple of 2⁻¹⁶.
     */
    static void fillMask(Tensor mask, RandomStream random, long first, double rate) {
        float scale = rate == 1 ? 0f : (float) (1 / (1 - rate));
        int dropped = (int) Math.round(rate * 65_536);
        float[] m = mask.data();
        int end = mask.offset() + mask.size();
        int i = mask.offset();
        long at = first;
        for (; i < end && (at & 3) != 0; i++, at++) {
            m[i] = maskValue(random.bits(at >>> 2), (int) at & 3, dropped, scale);
        }
        for (; i + 4 <= end; i += 4, at += 4) {
            long bits = random.bits(at >>> 2);
            m[i] = maskValue(bits, 0, dropped, scale);
            m[i + 1] = maskValue(bits, 1, dropped, scale);
            m[i + 2] = maskValue(bits, 2, dropped, scale);
            m[i + 3] = maskValue(bits, 3, dropped, scale);
        }
        for (; i < end; i++, at++) {
            m[i] = maskValue(random.bits(at >>> 2), (int) at & 3, dropped, scale);
        }
    }

    /** {@code scale}, or 0 if the draw is below {@code dropped}. Branchless: (draw − dropped) >> 31 is −1 in that case, else 0. */
    private static float maskValue(long bits, int part, int dropped, float scale) {
        int draw = (int) (bits >>> (part << 4)) & 0xFFFF;
        return scale * (1 + ((draw - dropped) >> 31));
    }

    private static void multiply(Tensor a, Tensor b, Tensor c) {
        float[] x = a.data();
        float[] m = b.data();
        float[] y = c.data();
        int xo = a.offset();
        int mo = b.offset();
        int yo = c.offset();
        for (int i = 0; i < a.size(); i++) {
            y[yo + i] = x[xo + i] * m[mo + i];
        }
    }
}
