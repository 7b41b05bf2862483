package dev.cornet.nn;

import dev.cornet.tensor.Tensor;

/** An image layer that can compute its output and the 2×2 max pooling of a following {@link MaximaReader} in one kernel. */
public interface MaximaMaker {
    /** Returns whether the fused kernel is faster for this input than the layer followed by the pooling. */
    boolean makesMaxima(Tensor x, Pass pass);

    /**
     * Returns φ(2×2 maxima of the output), where φ is the layer's activation, with its backward, for the part of the output that {@link
     * Pass#croppedOutput} asks for.
     */
    Output maxima(Tensor x, Pass pass);
}
