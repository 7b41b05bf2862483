package dev.cornet.nn;

import dev.cornet.tensor.Shape;
import java.util.List;

/** What {@link Operation#fuse} may ask about the two operations and the values that they read. */
public interface FusionContext {
    /**
     * Returns whether the fused operation runs in training steps. It must then have a backward, and give the bits of the two operations, forward
     * and backward. If not, it needs no backward, and rounding may differ.
     */
    boolean training();

    /** Returns whether training changes a variable of one of the operations now. */
    boolean learns(Operation operation);

    /** Returns which input of the next operation this operation computes. */
    int input();

    /** Returns the shapes of the inputs of this operation, each with the batch as axis 0. */
    List<Shape> in();

    /** Returns the shape of the value between the operations. */
    Shape between();
}
