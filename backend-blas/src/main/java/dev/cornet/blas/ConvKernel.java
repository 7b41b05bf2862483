package dev.cornet.blas;

import dev.cornet.backend.Epilogue;
import dev.cornet.backend.PackedWeights;
import org.jspecify.annotations.Nullable;

/**
 * Implementation of a convolution of given sizes: x (batch, height, width, channels) with the weights w (kernelHeight, kernelWidth,
 * channels/groups, filters) gives y (batch, outHeight, outWidth, filters).
 */
interface ConvKernel {
    /** y = φ(x ∗ w + bias) with the epilogue φ. {@code packed}, if any, caches packed forms of w. */
    void forward(
            float[] x,
            int xOff,
            float[] w,
            int wOff,
            @Nullable PackedWeights packed,
            float @Nullable [] bias,
            int biasOff,
            Epilogue epilogue,
            float[] y,
            int yOff);

    /** True if {@link #forward} reads w only through packed forms, which include the factors of {@code packed}. */
    default boolean appliesPackedFactors() {
        return false;
    }

    /** dx = the gradient with respect to x. */
    void backwardInput(float[] dy, int dyOff, float[] w, int wOff, float[] dx, int dxOff);

    /** dw += the gradient with respect to w. */
    void backwardKernel(float[] x, int xOff, float[] dy, int dyOff, float[] dw, int dwOff);

    /** Both gradients: dx is set, dw is added to. {@code packed}, if any, caches packed forms of w. */
    default void backward(
            float[] x,
            int xOff,
            float[] dy,
            int dyOff,
            float[] w,
            int wOff,
            @Nullable PackedWeights packed,
            float[] dx,
            int dxOff,
            float[] dw,
            int dwOff) {
        backwardKernel(x, xOff, dy, dyOff, dw, dwOff);
        backwardInput(dy, dyOff, w, wOff, dx, dxOff);
    }
}
