package dev.cornet.nn;

/**
 * A layer of one input and one output with layer(φ(x)) = φ(layer(x)) for each φ that never falls, as a maximum: the engine then may apply
 * φ behind it.
 */
public interface OrderKeeping {}
