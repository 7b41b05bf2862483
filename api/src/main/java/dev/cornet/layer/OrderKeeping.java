package dev.cornet.layer;

/** A layer with layer(φ(x)) = φ(layer(x)) for each φ that never falls, as a maximum: the engine then may apply φ behind it.
 * It has one input and one output. */
public interface OrderKeeping {}
