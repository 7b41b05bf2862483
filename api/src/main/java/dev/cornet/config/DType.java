package dev.cornet.config;

/** The number type of a layer's weights and activations. Saved as Keras' DTypePolicy record; read from that or from the name. */
public enum DType {
    FLOAT32
}
