package dev.cornet.blas;

import dev.cornet.backend.Epilogue;
import dev.cornet.backend.PackedWeights;
import org.jspecify.annotations.Nullable;

/** A way to compute convolutions of given sizes: x (batch, height, width, channels) with w (…, channels/groups, filters) to y. */
interface ConvKernel {
    /** y = φ(x ∗ w + bias), for weights of which {@code kept}, if any, may hold forms. */
    void forward(
            float[] x,
            int xOff,
            float[] w,
            int wOff,
            @Nullable PackedWeights kept,
            float @Nullable [] bias,
            int biasOff,
            Epilogue epilogue,
            float[] y,
            int yOff);

    /** True when {@link #forward} reads w only for forms, which take the factors of {@code kept} in. */
    default boolean scales() {
        return false;
    }

    /** dx = the gradient of x */
    void backwardInput(float[] dy, int dyOff, float[] w, int wOff, float[] dx, int dxOff);

    /** dw += the gradient of w */
    void backwardKernel(float[] x, int xOff, float[] dy, int dyOff, float[] dw, int dwOff);

    /** Both gradients, for weights of which {@code kept}, if any, may hold forms. */
    default void backward(
            float[] x,
            int xOff,
            float[] dy,
            int dyOff,
            float[] w,
            int wOff,
            @Nullable PackedWeights kept,
            float[] dx,
            int dxOff,
            float[] dw,
            int dwOff) {
        backwardKernel(x, xOff, dy, dyOff, dw, dwOff);
        backwardInput(dy, dyOff, w, wOff, dx, dxOff);
    }
}
