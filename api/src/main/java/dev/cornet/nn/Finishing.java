package dev.cornet.nn;

import dev.cornet.backend.Epilogue;
import dev.cornet.tensor.Tensor;
import java.util.List;

/** A layer that can do what an {@link Epilogue} says to its output before it leaves the cache: the engine may give it that of a layer behind. */
public interface Finishing {
    /** True when its own options leave the end free: no activation, nobody who looks at y before. */
    boolean isEndFree();

    /** The output with {@code end} done to it. Nobody goes the way back. */
    Tensor finished(List<Tensor> xs, Epilogue end, Pass pass);
}
