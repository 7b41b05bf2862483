package dev.cornet.nn;

import dev.cornet.tensor.Shape;

/** A layer that outside of training is y = factor·x + offset for each channel, as a normalisation by moving statistics. */
public interface ChannelAffine {
    /** One factor and one offset for each channel. */
    record Affine(double[] factor, double[] offset) {}

    /** True when the channels of samples of this shape are their last axis. */
    boolean scalesLastAxis(Shape in);

    /** What its variables make of it now. */
    Affine affine();
}
