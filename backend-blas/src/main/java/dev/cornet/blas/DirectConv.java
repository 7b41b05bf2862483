package dev.cornet.blas;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.JavaBackend;
import dev.cornet.backend.PackedWeights;
import org.jspecify.annotations.Nullable;

/**
 * Direct convolution in the loops of {@link JavaBackend}, without workspace: for windows so large that im2col would need too much of it.
 */
final class DirectConv implements ConvKernel {
    private final JavaBackend javaBackend = new JavaBackend();
    private final ConvShape shape;
    private final int batch;

    DirectConv(ConvShape shape, int batch) {
        this.shape = shape;
        this.batch = batch;
    }

    @Override
    public void forward(
            float[] x,
            int xOff,
            float[] w,
            int wOff,
            @Nullable PackedWeights packed,
            float @Nullable [] bias,
            int biasOff,
            Epilogue epilogue,
            float[] y,
            int yOff) {
        javaBackend.conv(shape, batch, x, xOff, w, wOff, packed, bias, biasOff, epilogue, y, yOff);
    }

    @Override
    public void backwardInput(float[] dy, int dyOff, float[] w, int wOff, float[] dx, int dxOff) {
        javaBackend.convBackwardInput(shape, batch, dy, dyOff, w, wOff, dx, dxOff);
    }

    @Override
    public void backwardKernel(float[] x, int xOff, float[] dy, int dyOff, float[] dw, int dwOff) {
        javaBackend.convBackwardKernel(shape, batch, x, xOff, dy, dyOff, dw, dwOff);
    }
}
