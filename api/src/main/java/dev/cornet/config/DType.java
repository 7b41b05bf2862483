package dev.cornet.config;

/** The number type of a layer's weights and values. Saved as Keras' policy record; read from that or from the plain name. */
public enum DType {
    FLOAT32
}
