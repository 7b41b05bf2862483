package dev.cornet.nn;

import dev.cornet.backend.Epilogue;
import dev.cornet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A layer x·W + b, a product of any kind, whose weights can take in a factor and an offset of each channel of its output; W has these
 * channels last.
 */
public interface Scalable extends Finishing {
    /** W */
    Variable kernel();

    /** b, or null */
    @Nullable
    Variable bias();

    /** x·W + b of other weights, with {@code end} done to it. Nobody goes the way back. */
    Tensor finished(Tensor x, WeightsAndBias weights, Epilogue end, Pass pass);

    @Override
    default Tensor finished(List<Tensor> xs, Epilogue end, Pass pass) {
        return finished(xs.get(0), WeightsAndBias.of(kernel(), bias(), pass), end, pass);
    }
}
