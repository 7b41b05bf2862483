package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.tensor.Shape;

/**
 * Dropout layer that drops whole channels of images in training and divides the others by 1 − rate. Outside training y = x.
 *
 * <p>x, y (batch, height, width, channels). References: Tompson et al., "Efficient object localization using convolutional networks", CVPR
 * 2015; Keras' SpatialDropout2D page.
 */
public final class SpatialDropout2D extends BaseDropout<SpatialDropout2D> {
    @Option
    private String dataFormat = ImageChecks.CHANNELS_LAST;

    private SpatialDropout2D() {}

    /** Drops the fraction {@code rate} of the channels. */
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
    Shape noiseShapeFor(Shape in) {
        return Shape.of(-1, 1, 1, in.last());
    }
}
