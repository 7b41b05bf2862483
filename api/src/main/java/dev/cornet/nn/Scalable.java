package dev.cornet.nn;

import dev.cornet.backend.Epilogue;
import dev.cornet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A linear layer x·W + b (dense or convolution) into whose weights a factor and an offset per output channel can be folded. The output
 * channels are the last axis of W.
 */
public interface Scalable extends Finishing {
    /** The variable W. */
    Variable kernel();

    /** The variable b, or null. */
    @Nullable
    Variable bias();

    /** Returns x·W + b for the given weights with the epilogue {@code end} applied. Used in inference only: there is no backward. */
    Tensor finished(Tensor x, WeightsAndBias weights, Epilogue end, Pass pass);

    @Override
    default Tensor finished(List<Tensor> xs, Epilogue end, Pass pass) {
        return finished(xs.get(0), WeightsAndBias.of(kernel(), bias(), pass), end, pass);
    }
}
