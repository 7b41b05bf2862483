package dev.cornet.blas;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.JavaBackend;
import dev.cornet.backend.PackedWeights;
import org.jspecify.annotations.Nullable;

/** Convolutions by plain loops, which need no workspace: for windows so large that every other form would need too much of it. */
final class LoopConv implements ConvKernel {
    private final JavaBackend loops = new JavaBackend();
    private final ConvShape shape;
    private final int batch;

    LoopConv(ConvShape shape, int batch) {
        this.shape = shape;
        this.batch = batch;
    }

    @Override
    public void forward(
            float[] x,
            int xOff,
            float[] w,
            int wOff,
            @Nullable PackedWeights kept,
            float @Nullable [] bias,
            int biasOff,
            Epilogue epilogue,
            float[] y,
            int yOff) {
        loops.conv(shape, batch, x, xOff, w, wOff, kept, bias, biasOff, epilogue, y, yOff);
    }

    @Override
    public void backwardInput(float[] dy, int dyOff, float[] w, int wOff, float[] dx, int dxOff) {
        loops.convBackwardInput(shape, batch, dy, dyOff, w, wOff, dx, dxOff);
    }

    @Override
    public void backwardKernel(float[] x, int xOff, float[] dy, int dyOff, float[] dw, int dwOff) {
        loops.convBackwardKernel(shape, batch, x, xOff, dy, dyOff, dw, dwOff);
    }
}
