package dev.cornet.nn;

/** A layer whose activation, such as softmax, may run along an axis other than the last one. */
public interface AlongAxis {
    /** Returns the axis along which {@link Layer#lastActivation} runs. The batch is axis 0; negative numbers count from the end. */
    int activationAxis();
}
