package dev.cornet.layers;

import java.util.List;

/**
 * The formulas of one step of a recurrent layer (SimpleRNN, LSTM or GRU), forward and backward. Several threads call one cell at the same
 * time, each with its own rows.
 */
interface GatedCell {
    /** Replaces the states before a step by the states after it. */
    void forward(RowBlock rowBlock, int step);

    /** Replaces the gradients of the states after a step by the gradients of the states before it. */
    void backward(RowBlock rowBlock, int step);

    /** The matrix products of a step. {@link RecurrentRun} adds their weight gradients when all steps of all rows are done. */
    List<GateProjection> projections();
}
