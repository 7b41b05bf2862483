package dev.cornet.nn;

import dev.cornet.backend.Epilogue;
import dev.cornet.config.LayerComponent;
import dev.cornet.tensor.Tensor;

/**
 * An activation function y = φ(z), elementwise or along the last axis (softmax).
 *
 * <p>To write one, extend {@code ElementwiseActivation} or {@code FluentActivation} of {@code dev.cornet.activations}.
 *
 * <p>Implementations may overwrite z, with y or with values that their backward needs: the layer does not use z after the call.
 */
public abstract class ActivationFunction extends LayerComponent {
    /** Computes φ(z); the backward is dz = φ'(z)·dy. */
    public abstract Output forward(Tensor z, Pass pass);

    /** Returns the epilogue by which a kernel can apply φ while its output is in cache; {@link Epilogue#LINEAR} if there is none. */
    public Epilogue epilogue() {
        return Epilogue.LINEAR;
    }

    /** Returns y = φ(z), which a kernel has already computed by means of {@link #epilogue}, with the backward of φ. */
    public Output afterEpilogue(Tensor y, Pass pass) {
        return new Output(y, (dy, grads) -> dy);
    }

    /**
     * Returns φ(z) with its backward.
     *
     * @param applied the epilogue that a kernel has already applied to z: {@link #epilogue}, or LINEAR for none
     */
    public final Output forward(Tensor z, Epilogue applied, Pass pass) {
        return applied == Epilogue.LINEAR ? forward(z, pass) : afterEpilogue(z, pass);
    }
}
