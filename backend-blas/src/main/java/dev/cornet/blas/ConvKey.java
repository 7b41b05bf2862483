package dev.cornet.blas;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Precision;
import dev.cornet.backend.WorkerPool;

/**
 * Cache key of a {@link ConvKernel}: everything on which the construction of the kernel depends.
 *
 * @param insideTask true if the kernel runs within a task of the pool, and so on a single core
 */
record ConvKey(ConvShape shape, int batch, Precision precision, boolean insideTask) {
    /** The key for a call from the current thread. */
    static ConvKey of(ConvShape shape, int batch, Precision precision) {
        return new ConvKey(shape, batch, precision, WorkerPool.isInsideTask());
    }
}
