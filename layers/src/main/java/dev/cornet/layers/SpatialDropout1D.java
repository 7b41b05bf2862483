package dev.cornet.layers;

import dev.cornet.tensor.Shape;

/**
 * In training whole channels of sequences (steps, channels) are dropped at random, and the others are divided by 1 − rate; otherwise y = x.
 *
 * <p>References: Tompson et al., "Efficient object localization using convolutional networks", CVPR 2015; Keras' SpatialDropout1D page.
 */
public final class SpatialDropout1D extends BaseDropout<SpatialDropout1D> {
    private SpatialDropout1D() {}

    /** Drops this part of the channels. */
    public SpatialDropout1D(double rate) {
        super(rate);
    }

    @Override
    protected Shape outputShape(Shape in) {
        SequenceChecks.require(this, in);
        return in;
    }

    @Override
    Shape shapeOfNoise(Shape in) {
        return Shape.of(-1, 1, in.last());
    }
}
