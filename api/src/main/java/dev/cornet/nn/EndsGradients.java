package dev.cornet.nn;

/** A layer that has no gradient for its input, as one that takes its values for numbers of rows: what is in front learns nothing through it. */
public interface EndsGradients {}
