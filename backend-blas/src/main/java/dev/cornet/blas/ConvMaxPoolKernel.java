package dev.cornet.blas;

import dev.cornet.backend.Epilogue;
import dev.cornet.backend.PackedWeights;
import org.jspecify.annotations.Nullable;

/** A kernel that can make the maxima of 2×2 blocks of its outputs without laying these out as images; Winograd's, where a tile is such a block. */
interface ConvMaxPoolKernel extends ConvKernel {
    /**
     * y = φ(the maxima of z = x ∗ w + bias)
     *
     * @param z as many values as outputs, kept for the way back in an order of the kernel's own; null where nobody goes it
     */
    void maxima(
            float[] x,
            int xOff,
            float[] w,
            int wOff,
            @Nullable PackedWeights kept,
            float @Nullable [] bias,
            int biasOff,
            Epilogue epilogue,
            float @Nullable [] z,
            int zOff,
            float[] y,
            int yOff);

    /** dx, and dw added to, each null where it is not wanted; dy is the gradient of the maxima. */
    void maximaBackward(
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
            @Nullable PackedWeights kept,
            float @Nullable [] dx,
            int dxOff,
            float @Nullable [] dw,
            int dwOff);
}
