package dev.cornet.nn;

/** A layer without a gradient for its input, such as Embedding, whose input are integer indices. Layers before it do not learn through it. */
public interface EndsGradients {}
