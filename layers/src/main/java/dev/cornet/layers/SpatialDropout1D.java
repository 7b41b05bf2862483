package dev.cornet.layers;

import dev.cornet.tensor.Shape;

/**
 * Dropout layer that drops whole channels of sequences in training and divides the others by 1 − rate. Outside training y = x.
 *
 * <p>x, y (batch, steps, channels). References: Tompson et al., "Efficient object localization using convolutional networks", CVPR 2015;
 * Keras' SpatialDropout1D page.
 */
public final class SpatialDropout1D extends BaseDropout<SpatialDropout1D> {
    private SpatialDropout1D() {}

    /** Drops the fraction {@code rate} of the channels. */
    public SpatialDropout1D(double rate) {
        super(rate);
    }

    @Override
    protected Shape outputShape(Shape in) {
        SequenceChecks.require(this, in);
        return in;
    }

    @Override
    Shape noiseShapeFor(Shape in) {
        return Shape.of(-1, 1, in.last());
    }
}
