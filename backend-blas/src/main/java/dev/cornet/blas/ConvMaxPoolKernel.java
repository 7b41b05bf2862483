package dev.cornet.blas;

import dev.cornet.backend.Epilogue;
import dev.cornet.backend.MaxPooled;
import dev.cornet.backend.WeightsAndBias;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Convolution kernel with fused 2×2 max pooling, which never stores the convolution's outputs as images. */
interface ConvMaxPoolKernel extends ConvKernel {
    /** The number of values that the forward keeps for the backward, if it is given a tensor for them; 0 for none. */
    default int keptValues() {
        return 0;
    }

    /**
     * y = φ(maxPool2x2(z)) with z = x ∗ w + bias and the epilogue φ.
     *
     * @param results y and, if a backward follows, z, which receives the convolution's outputs in an order of the kernel's own
     */
    void forwardMaxPool(Tensor x, WeightsAndBias w, Epilogue epilogue, MaxPooled results);

    /** Sets dx and adds to dw; each is null if not needed. dy is the gradient after backward through the epilogue. */
    void backwardMaxPool(
            Tensor x, MaxPooled results, Tensor dy, WeightsAndBias w, @Nullable Tensor dx, @Nullable Tensor dw);
}
