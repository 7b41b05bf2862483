package dev.cornet.layers;

import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.tensor.Shape;

/** The option "axis" of a layer that works along one axis of each sample; it counts the batch axis as 0, or from the end. */
final class SampleAxis {
    private SampleAxis() {}

    /** Throws an OptionException if the axis is that of the batch. */
    static void requireNotBatch(Layer layer, int axis) {
        if (axis == 0) {
            throw new OptionException(
                    LayerAccess.describe(layer) + ": axis must not be 0, which is the batch; -1 is the last axis");
        }
    }

    /** The index of the axis in inputs of shape {@code in}; throws a ShapeException if there is no such axis. */
    static int indexIn(Layer layer, int axis, Shape in) {
        int a = axis < 0 ? axis + in.rank() : axis;
        if (a < 1 || a >= in.rank()) {
            throw new ShapeException(LayerAccess.describe(layer) + ": axis " + axis
                    + " does not exist in samples of shape " + in.withoutBatch() + ": choose from 1 to "
                    + (in.rank() - 1) + ", or -1 for the last");
        }
        return a;
    }
}
