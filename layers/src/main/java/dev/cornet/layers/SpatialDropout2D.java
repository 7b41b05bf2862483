package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.tensor.Shape;

/**
 * In training whole channels of images (height, width, channels) are dropped at random, and the others are divided by 1 − rate; otherwise y = x.
 *
 * <p>References: Tompson et al., "Efficient object localization using convolutional networks", CVPR 2015; Keras' SpatialDropout2D page.
 */
public final class SpatialDropout2D extends BaseDropout<SpatialDropout2D> {
    @Option
    private String dataFormat = ImageChecks.CHANNELS_LAST;

    private SpatialDropout2D() {}

    /** Drops this part of the channels. */
    public SpatialDropout2D(double rate) {
        super(rate);
    }

    @Override
    protected void validate() {
        super.validate();
        ImageChecks.requireChannelsLast(this, dataFormat);
    }

    @Override
    protected Shape outputShape(Shape in) {
        ImageChecks.requireImages(this, in);
        return in;
    }

    @Override
    Shape shapeOfNoise(Shape in) {
        return Shape.of(-1, 1, 1, in.last());
    }
}
