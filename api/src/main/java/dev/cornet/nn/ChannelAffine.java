package dev.cornet.nn;

/**
 * The function y = factor·x + offset for each channel, the last axis.
 *
 * @param factor one factor per channel
 * @param offset one offset per channel
 */
public record ChannelAffine(double[] factor, double[] offset) {}
