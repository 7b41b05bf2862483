package dev.cornet.blas;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Precision;
import dev.cornet.backend.WorkerPool;

/**
 * All that the kernel of a convolution depends on.
 *
 * @param inside whether it runs within a task, whose core it has to itself
 */
record ConvKey(ConvShape shape, int batch, Precision precision, boolean inside) {
    /** The sizes of a call now and here. */
    static ConvKey of(ConvShape shape, int batch, Precision precision) {
        return new ConvKey(shape, batch, precision, WorkerPool.inside());
    }
}
