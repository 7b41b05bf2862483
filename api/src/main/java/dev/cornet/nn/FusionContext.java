package dev.cornet.nn;

import dev.cornet.tensor.Shape;
import java.util.List;

/** The context of a call of {@link Operation#fuse}: the mode of the run, which operations learn, and the shapes of the values. */
public interface FusionContext {
    /**
     * Returns whether the fused operation runs in training steps. If so, it must have a backward, and forward and backward must give the
     * same bits as the two operations. If not, it needs no backward, and rounding may differ.
     */
    boolean training();

    /** Returns whether training changes a weight of one of the operations now; a fused plan is used only while this does not change. */
    boolean learns(Operation operation);

    /** Returns the shapes of the inputs of the first operation, whose {@code fuse} is called, with the batch as axis 0. */
    List<Shape> inputShapes();

    /** Returns the index, among the inputs of the next operation, of the value that the first operation computes. */
    int inputOfNext();

    /** Returns the shape of the value between the two operations, with the batch as axis 0. */
    Shape shapeBetween();
}
