package dev.cornet.nn;

/**
 * A layer without a gradient for its input, such as Embedding, whose inputs are integer indices. No gradient reaches the layers before
 * it.
 */
public interface EndsGradients {}
