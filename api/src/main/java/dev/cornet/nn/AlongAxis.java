package dev.cornet.nn;

/** A layer whose activation may run along another axis than the last. */
public interface AlongAxis {
    /** The axis along which {@link Layer#lastActivation} runs, counted with the batch as 0; negative from the end. */
    int activationAxis();
}
