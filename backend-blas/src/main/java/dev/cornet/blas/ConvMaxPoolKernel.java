package dev.cornet.blas;

import dev.cornet.backend.Epilogue;
import dev.cornet.backend.PackedWeights;
import org.jspecify.annotations.Nullable;

/** Convolution kernel with fused 2×2 max pooling, which never stores the convolution's outputs as images. */
interface ConvMaxPoolKernel extends ConvKernel {
    /**
     * y = φ(maxPool2x2(z)) with z = x ∗ w + bias and the epilogue φ.
     *
     * @param z receives the convolution's outputs for {@link #backwardMaxPool}, in an order of the kernel's own; null if no backward
     * follows
     */
    void forwardMaxPool(
            float[] x,
            int xOff,
            float[] w,
            int wOff,
            @Nullable PackedWeights packed,
            float @Nullable [] bias,
            int biasOff,
            Epilogue epilogue,
            float @Nullable [] z,
            int zOff,
            float[] y,
            int yOff);

    /** Sets dx and adds to dw; each is null if not needed. dy is the gradient after backward through the epilogue. */
    void backwardMaxPool(
            float[] x,
            int xOff,
            float[] z,
            int zOff,
            float[] y,
            int yOff,
            float[] dy,
            int dyOff,
            float[] w,
            int wOff,
            @Nullable PackedWeights packed,
            float @Nullable [] dx,
            int dxOff,
            float @Nullable [] dw,
            int dwOff);
}
