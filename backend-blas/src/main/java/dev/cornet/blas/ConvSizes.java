package dev.cornet.blas;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Pool;
import dev.cornet.backend.Precision;

/**
 * All that the kernel of a convolution depends on.
 *
 * @param inside whether it runs within a task, whose core it has to itself
 */
record ConvSizes(ConvShape shape, int batch, Precision precision, boolean inside) {
    /** The sizes of a call now and here. */
    static ConvSizes of(ConvShape shape, int batch, Precision precision) {
        return new ConvSizes(shape, batch, precision, Pool.inside());
    }
}
