package dev.cornet.nn;

/** How a value in a graph depends on the batch, and so how it is passed to slices of a batch. */
public enum ValueKind {
    /** Axis 0 is the batch: row i belongs to sample i, and a slice of the batch gets its rows. */
    ROWS,

    /** The same for all batches and slices, without a batch axis: a constant, or a value computed from weights alone. */
    SHARED,

    /** Depends on the whole batch, but axis 0 is not its rows: a mean over the batch. Operations that read it run on the whole batch. */
    WHOLE
}
