package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.exceptions.Arguments;
import dev.cornet.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Dropout layer, which sets random values to zero in training: y = x·m/(1 − rate), where m is 0 with probability {@code rate}, else 1.
 * Outside training y = x.
 *
 * <p>y has the shape of x. m is a function of the seed, the training step, the layer's place in the network and the position in the batch,
 * so results do not depend on the number of threads. References: Srivastava et al., "Dropout", JMLR 15, 2014; Keras' Dropout page.
 */
public final class Dropout extends BaseDropout<Dropout> {
    @Option
    private @Nullable Shape noiseShape;

    private Dropout() {}

    /** Drops the fraction {@code rate} of the values. */
    public Dropout(double rate) {
        super(rate);
    }

    /**
     * The shape of m, with the batch axis. Along axes of size 1, m is repeated; −1 stands for the size of x along that axis. For example
     * {@code noiseShape(-1, 1, 1, 64)} drops whole channels of images. Default: the shape of x.
     */
    public Dropout noiseShape(int... dims) {
        Arguments.notNull(dims, "Dropout.noiseShape", "dims");
        noiseShape = Shape.of(dims);
        return self();
    }

    @Override
    protected Shape outputShape(Shape in) {
        Shape shape = noiseShape;
        if (shape != null) {
            requireShape(
                    shape.rank() == in.rank() && (shape.dim(0) == 1 || shape.dim(0) == -1),
                    "noise_shape must have %d axes, the first -1 (each sample) or 1 (all alike), got %s",
                    in.rank(),
                    shape);
            for (int i = 1; i < shape.rank(); i++) {
                requireShape(
                        shape.dim(i) == -1 || shape.dim(i) == 1 || shape.dim(i) == in.dim(i),
                        "noise_shape %s does not fit samples of shape %s: an axis must be -1, 1 or the sample's",
                        shape,
                        in.withoutBatch());
            }
        }
        return in;
    }

    @Override
    @Nullable
    Shape noiseShapeFor(Shape in) {
        return noiseShape;
    }
}
