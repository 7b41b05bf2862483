package dev.cornet.layers;

import dev.cornet.layer.Gradients;

/** The algebra of one kind of recurrent layer in one run; lanes of rows call it from several threads at once. */
interface Cell {
    /** From the states before a step, and x·W + b in {@code run.z}, to the states after it. */
    void forward(Lane lane, int step);

    /**
     * From the gradients of the states after a step to those of the states before it; that of x·W + b takes the place of {@code run.z}.
     */
    void backward(Lane lane, int step);

    /** Forgets the gradient of one row of (rows·steps, …), whose step was masked. */
    void skip(int row);

    /** Adds the gradients of U and of its bias, where it has one of its own; called once, after all lanes. */
    void addGradients(Gradients grads);
}
