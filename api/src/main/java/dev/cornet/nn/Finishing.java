package dev.cornet.nn;

import dev.cornet.backend.Epilogue;
import dev.cornet.tensor.Tensor;
import java.util.List;

/**
 * A layer that can apply an {@link Epilogue} to its output while the output is in cache. The engine may pass it the epilogue of a
 * following layer.
 */
public interface Finishing {
    /** Returns whether an epilogue may be attached: the layer has neither an activation nor an activity regularizer. */
    boolean isEndFree();

    /** Returns the output with the epilogue {@code end} applied. Used in inference only: there is no backward. */
    Tensor finished(List<Tensor> xs, Epilogue end, Pass pass);
}
