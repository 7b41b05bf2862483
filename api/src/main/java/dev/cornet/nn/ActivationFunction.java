package dev.cornet.nn;

import dev.cornet.backend.Epilogue;
import dev.cornet.config.Configurable;
import dev.cornet.tensor.Tensor;

/**
 * y = φ(z). Elementwise, or along the last axis as softmax. Layers apply it by {@link Pass#activate}.
 *
 * <p>Implementers may overwrite z, with y or with what their way back needs: {@code z} is not used by the layer after the call.
 */
public abstract class ActivationFunction implements Configurable {
    /** φ and its way back: dz = φ'(z)·dy. */
    public abstract Output forward(Tensor z, Pass pass);

    /** What a kernel does at its end to apply φ while its results are in cache; LINEAR where no kernel can. */
    public Epilogue epilogue() {
        return Epilogue.LINEAR;
    }

    /** The way back for y, to which a kernel has applied φ by {@link #epilogue}. */
    public Output applied(Tensor y, Pass pass) {
        return new Output(y, (dy, grads) -> dy);
    }
}
