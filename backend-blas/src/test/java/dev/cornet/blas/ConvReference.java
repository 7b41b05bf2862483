package dev.cornet.blas;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.JavaBackend;
import java.util.SplittableRandom;

/** Comparison of convolution kernels with the reference implementation, {@link JavaBackend}. */
final class ConvReference {
    private static final JavaBackend REFERENCE = new JavaBackend();

    private ConvReference() {}

    /** Requires the kernel's outputs and gradients to agree with the reference up to these errors, relative to the largest value. */
    static void requireClose(
            ConvKernel kernel, ConvShape s, int batch, boolean biased, double yBound, double dwBound, double dxBound) {
        SplittableRandom random = new SplittableRandom(7);
        float[] x = RandomArrays.of(random, 3 + batch * s.inputs());
        float[] w = RandomArrays.of(random, 5 + s.weights());
        float[] bias = biased ? RandomArrays.of(random, 2 + s.filters()) : null;
        float[] dy = RandomArrays.of(random, 1 + batch * s.outputs());

        float[] y = RandomArrays.of(random, 4 + batch * s.outputs());
        float[] expectedY = y.clone();
        REFERENCE.conv(s, batch, x, 3, w, 5, null, bias, 2, Epilogue.RELU6, expectedY, 4);
        kernel.forward(x, 3, w, 5, null, bias, 2, Epilogue.RELU6, y, 4);
        RandomArrays.requireClose(expectedY, y, yBound);

        float[] dw = RandomArrays.of(random, 6 + s.weights());
        float[] expectedDw = dw.clone();
        REFERENCE.convBackwardKernel(s, batch, x, 3, dy, 1, expectedDw, 6);
        kernel.backwardKernel(x, 3, dy, 1, dw, 6);
        RandomArrays.requireClose(expectedDw, dw, dwBound);

        float[] dx = RandomArrays.of(random, 2 + batch * s.inputs());
        float[] expectedDx = dx.clone();
        REFERENCE.convBackwardInput(s, batch, dy, 1, w, 5, expectedDx, 2);
        kernel.backwardInput(dy, 1, w, 5, dx, 2);
        RandomArrays.requireClose(expectedDx, dx, dxBound);
    }
}
