package dev.cornet.blas;

import dev.cornet.backend.Slot;

/**
 * The workspace slots that the convolution algorithms share, so that each thread has only one of these large arrays: a thread runs one
 * algorithm at a time, and none of these arrays is needed after its call.
 */
final class ConvSlots {
    /** The inputs of products: im2col columns, zero-padded rows. */
    static final Slot COLUMNS = Slot.of();

    /** What the inputs are made from, or multiplied by: planes of images, padded gradients. */
    static final Slot PLANES = Slot.of();

    /** Sums of products: an output before it is copied, or the partial sums of a kernel gradient. */
    static final Slot SUMS = Slot.of();

    private ConvSlots() {}
}
