package dev.cornet.blas;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.JavaBackend;
import dev.cornet.backend.WeightsAndBias;
import dev.cornet.tensor.Tensor;

/**
 * Direct convolution in the loops of {@link JavaBackend}, without workspace: for windows so large that im2col would need too much of it.
 */
final class DirectConv implements ConvKernel {
    private final JavaBackend javaBackend = new JavaBackend();
    private final ConvShape shape;

    DirectConv(ConvShape shape) {
        this.shape = shape;
    }

    @Override
    public void forward(Tensor x, WeightsAndBias w, Epilogue epilogue, Tensor y) {
        javaBackend.conv(shape, x, w, epilogue, y);
    }

    @Override
    public void backwardInput(Tensor dy, Tensor w, Tensor dx) {
        javaBackend.convBackwardInput(shape, dy, w, dx);
    }

    @Override
    public void backwardKernel(Tensor x, Tensor dy, Tensor dw) {
        javaBackend.convBackwardKernel(shape, x, dy, dw);
    }
}
