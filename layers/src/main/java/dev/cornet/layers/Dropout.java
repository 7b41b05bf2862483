package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.exceptions.Arguments;
import dev.cornet.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * In training y = x·m/(1 − rate) with m = 0 at random with probability {@code rate}, else 1; otherwise y = x.
 *
 * <p>m is a function of seed, step, place in the network and position in the batch, so neither threads nor slices matter. Reference:
 * Srivastava et al., "Dropout", JMLR 15, 2014; Keras' Dropout page.
 */
public final class Dropout extends BaseDropout<Dropout> {
    @Option
    private @Nullable Shape noiseShape;

    private Dropout() {}

    /** Drops this part of the values. */
    public Dropout(double rate) {
        super(rate);
    }

    /**
     * The shape of m, the batch axis first; along axes of size 1 it is repeated, −1 stands for the size of x: {@code noiseShape(-1, 1, 1,
     * 64)} drops whole channels. Default: that of x.
     */
    public Dropout noiseShape(int... dims) {
        Arguments.given(dims, "Dropout.noiseShape", "dims");
        noiseShape = Shape.of(dims);
        return self();
    }

    @Override
    protected Shape outputShape(Shape in) {
        Shape noise = noiseShape;
        if (noise != null) {
            requireShape(
                    noise.rank() == in.rank() + 1 && (noise.dim(0) == 1 || noise.dim(0) == -1),
                    "noise_shape must have %d axes, the first -1 (each sample) or 1 (all alike), got %s",
                    in.rank() + 1,
                    noise);
            for (int i = 1; i < noise.rank(); i++) {
                requireShape(
                        noise.dim(i) == -1 || noise.dim(i) == 1 || noise.dim(i) == in.dim(i - 1),
                        "noise_shape %s does not fit samples of shape %s: an axis must be -1, 1 or the sample's",
                        noise,
                        in);
            }
        }
        return in;
    }

    @Override
    @Nullable
    Shape shapeOfNoise(Shape in) {
        return noiseShape;
    }
}
