package dev.cornet.layers;

import java.util.List;

/** The algebra of one kind of recurrent layer in one run; lanes of rows call it from several threads at once. */
interface RecurrentCell {
    /** From the states before a step to those after it. */
    void forward(RowBlock lane, int step);

    /** From the gradients of the states after a step to those of the states before it. */
    void backward(RowBlock lane, int step);

    /** The products of a step, which add the gradients of their weights when all lanes are back. */
    List<GateProjection> projections();
}
