package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.nn.Fluent;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.PassThrough;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What layers share that drop values at random: in training y = x·m/(1 − rate) with m = 0 with probability {@code rate}, else 1;
 * otherwise y = x.
 *
 * <p>m is a function of seed, step, place in the network and position in the batch, so neither threads nor slices matter.
 *
 * @param <L> the layer itself
 */
abstract class BaseDropout<L extends BaseDropout<L>> extends Fluent<L> implements PassThrough {
    @Option
    private double rate;

    @Option
    private @Nullable Integer seed;

    BaseDropout() {}

    BaseDropout(double rate) {
        this.rate = rate;
        requireRate();
    }

    /** The shape of m, the batch axis first, for samples of shape {@code in}; null where it is that of x. */
    abstract @Nullable Shape shapeOfNoise(Shape in);

    /** A seed of its own, for the same pattern in different models. */
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
        Shape shape = shapeOfNoise(x.shape().withoutBatch());
        RandomStream noise = seed == null ? pass.random() : pass.random().foldIn(seed);
        Tensor mask = shape == null ? pass.tensor(x.shape()) : repeated(shape, x, noise, pass);
        if (shape == null) {
            fill(mask, noise, pass.firstRow() * x.rowSize(), rate);
        }
        Tensor y = pass.tensor(x.shape());
        multiply(x, mask, y);
        return new Output(y, (dy, grads) -> {
            Tensor dx = pass.tensor(dy.shape());
            multiply(dy, mask, dx);
            return dx;
        });
    }

    /** m drawn in its own shape and repeated over that of x. */
    private Tensor repeated(Shape shape, Tensor x, RandomStream noise, Pass pass) {
        Shape sample = x.shape().withoutBatch();
        int[] dims = shape.withoutBatch().toArray();
        for (int i = 0; i < dims.length; i++) {
            dims[i] = dims[i] == -1 ? sample.dim(i) : dims[i];
        }
        boolean alike = shape.dim(0) == 1;
        int rows = x.shape().dim(0);
        Tensor drawn = pass.tensor(Shape.of(dims).withBatch(alike ? 1 : rows));
        fill(drawn, noise, alike ? 0 : pass.firstRow() * drawn.rowSize(), rate);
        int[] places = Broadcast.places(Shape.of(dims), sample);
        Tensor mask = pass.tensor(x.shape());
        for (int r = 0; r < rows; r++) {
            int from = drawn.offset() + (alike ? 0 : r * drawn.rowSize());
            int to = mask.offset() + r * places.length;
            for (int i = 0; i < places.length; i++) {
                mask.data()[to + i] = drawn.data()[from + places[i]];
            }
        }
        return mask;
    }

    /** m for the values from {@code first} on. Four 16-bit draws from each 64 random bits; the rate is rounded to 2⁻¹⁶. */
    static void fill(Tensor mask, RandomStream noise, long first, double rate) {
        float scale = rate == 1 ? 0f : (float) (1 / (1 - rate));
        int dropped = (int) Math.round(rate * 65_536);
        float[] m = mask.data();
        int end = mask.offset() + mask.size();
        int i = mask.offset();
        long at = first;
        for (; i < end && (at & 3) != 0; i++, at++) {
            m[i] = keep(noise.bits(at >>> 2), (int) at & 3, dropped, scale);
        }
        for (; i + 4 <= end; i += 4, at += 4) {
            long bits = noise.bits(at >>> 2);
            m[i] = keep(bits, 0, dropped, scale);
            m[i + 1] = keep(bits, 1, dropped, scale);
            m[i + 2] = keep(bits, 2, dropped, scale);
            m[i + 3] = keep(bits, 3, dropped, scale);
        }
        for (; i < end; i++, at++) {
            m[i] = keep(noise.bits(at >>> 2), (int) at & 3, dropped, scale);
        }
    }

    /** {@code scale}, or 0 where the draw falls below {@code dropped}; (draw − dropped) >> 31 is −1 there: no branch. */
    private static float keep(long bits, int part, int dropped, float scale) {
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
