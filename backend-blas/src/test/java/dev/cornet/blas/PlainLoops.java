package dev.cornet.blas;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.JavaBackend;
import java.util.SplittableRandom;

/** The convolution of the plain loops, which each kernel is held against. */
final class PlainLoops {
    private static final JavaBackend PLAIN = new JavaBackend();

    private PlainLoops() {}

    /** Requires the kernel's outputs and gradients to be those of the plain loops, up to these errors. */
    static void requireSame(
            ConvKernel kernel, ConvShape s, int batch, boolean biased, double ofY, double ofDw, double ofDx) {
        SplittableRandom random = new SplittableRandom(7);
        float[] x = Draws.of(random, 3 + batch * s.inputs());
        float[] w = Draws.of(random, 5 + s.weights());
        float[] bias = biased ? Draws.of(random, 2 + s.filters()) : null;
        float[] dy = Draws.of(random, 1 + batch * s.outputs());

        float[] y = Draws.of(random, 4 + batch * s.outputs());
        float[] expectedY = y.clone();
        PLAIN.conv(s, batch, x, 3, w, 5, null, bias, 2, Epilogue.RELU6, expectedY, 4);
        kernel.forward(x, 3, w, 5, null, bias, 2, Epilogue.RELU6, y, 4);
        Draws.requireClose(expectedY, y, ofY);

        float[] dw = Draws.of(random, 6 + s.weights());
        float[] expectedDw = dw.clone();
        PLAIN.convBackwardKernel(s, batch, x, 3, dy, 1, expectedDw, 6);
        kernel.backwardKernel(x, 3, dy, 1, dw, 6);
        Draws.requireClose(expectedDw, dw, ofDw);

        float[] dx = Draws.of(random, 2 + batch * s.inputs());
        float[] expectedDx = dx.clone();
        PLAIN.convBackwardInput(s, batch, dy, 1, w, 5, expectedDx, 2);
        kernel.backwardInput(dy, 1, w, 5, dx, 2);
        Draws.requireClose(expectedDx, dx, ofDx);
    }
}
