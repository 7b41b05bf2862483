package dev.cornet.blas;

import dev.cornet.backend.Backends;
import dev.cornet.backend.Pool;
import dev.cornet.backend.Precision;
import dev.cornet.backend.Window;

/**
 * All that the kernel of a convolution depends on.
 *
 * @param inside whether it runs within a task, whose core it has to itself
 */
record ConvSizes(Window window, int batch, int channels, int filters, int groups, Precision precision, boolean inside) {
    /** The sizes of a call now and here. */
    static ConvSizes of(Window window, int batch, int channels, int filters, int groups) {
        return new ConvSizes(window, batch, channels, filters, groups, Backends.precision(), Pool.inside());
    }
}
