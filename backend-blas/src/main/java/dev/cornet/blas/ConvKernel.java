package dev.cornet.blas;

import dev.cornet.backend.Epilogue;
import dev.cornet.backend.WeightsAndBias;
import dev.cornet.tensor.Tensor;

/**
 * Implementation of a convolution of given sizes: x (batch, height, width, channels) with the kernel w (kernelHeight, kernelWidth,
 * channels/groups, filters) gives y (batch, outHeight, outWidth, filters). Sizes of arguments have been checked.
 */
interface ConvKernel {
    /** y = φ(x ∗ w + bias) with the epilogue φ. */
    void forward(Tensor x, WeightsAndBias w, Epilogue epilogue, Tensor y);

    /** True if {@link #forward} reads w only through packed forms, which include the factors of the cache. */
    default boolean appliesPackedFactors() {
        return false;
    }

    /** dx = the gradient with respect to x. */
    void backwardInput(Tensor dy, Tensor w, Tensor dx);

    /** dw += the gradient with respect to w. */
    void backwardKernel(Tensor x, Tensor dy, Tensor dw);

    /** Both gradients: dx is set, dw is added to. */
    default void backward(Tensor x, Tensor dy, WeightsAndBias w, Tensor dx, Tensor dw) {
        backwardKernel(x, dy, dw);
        backwardInput(dy, w.unscaled(), dx);
    }
}
