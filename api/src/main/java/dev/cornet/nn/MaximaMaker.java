package dev.cornet.nn;

import dev.cornet.tensor.Tensor;

/** A layer on images that can make the largest of each 2×2 block of its output at once, for a {@link MaximaReader} behind it. */
public interface MaximaMaker {
    /** True where that is less work than first the output and then its maxima. */
    boolean makesMaxima(Tensor x, Pass pass);

    /** φ(the maxima) and the way back from them; of the part that the pass wants. */
    Output maxima(Tensor x, Pass pass);
}
