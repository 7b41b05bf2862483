package dev.cornet.nn;

/**
 * A layer of one input and one output that commutes with every non-decreasing function φ, layer(φ(x)) = φ(layer(x)), as max pooling does.
 * The engine may then apply the activation φ of the preceding layer after this one.
 */
public interface OrderKeeping {}
