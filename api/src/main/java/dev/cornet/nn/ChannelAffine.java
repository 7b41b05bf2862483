package dev.cornet.nn;

import dev.cornet.tensor.Shape;

/** A layer that in inference computes y = factor·x + offset for each channel, as BatchNormalization does with its moving statistics. */
public interface ChannelAffine {
    /** The factors and offsets, one of each per channel. */
    record Affine(double[] factor, double[] offset) {}

    /** Returns whether the channels are the last axis of samples of this shape. */
    boolean scalesLastAxis(Shape in);

    /** Computes factors and offsets from the current values of the variables. */
    Affine affine();
}
