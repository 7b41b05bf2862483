package dev.cornet.blas;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.JavaBackend;
import dev.cornet.backend.WeightsAndBias;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Comparison of convolution kernels with the reference implementation, {@link JavaBackend}. */
final class ConvReference {
    private static final JavaBackend REFERENCE = new JavaBackend();

    private ConvReference() {}

    /** A convolution of a batch, with or without a bias. */
    record Case(ConvShape shape, int batch, boolean biased) {}

    interface KernelFactory {
        ConvKernel create(Gemm gemm, ConvShape shape, int batch);
    }

    /** Requires the kernel to agree with the reference up to these errors, relative to the largest value, for native calls of each size. */
    static void requireClose(KernelFactory kernel, Case c, double yBound, double dwBound, double dxBound) {
        for (Gemm gemm : gemms()) {
            requireClose(kernel.create(gemm, c.shape, c.batch), c, yBound, dwBound, dxBound);
        }
    }

    /** Products with native calls of each size. */
    static List<Gemm> gemms() {
        NativeBlas blas = new NativeBlas(NativeLoader.load());
        return Arrays.stream(NativeCallSize.values())
                .map(size -> new Gemm(blas, size))
                .toList();
    }

    private static void requireClose(ConvKernel kernel, Case c, double yBound, double dwBound, double dxBound) {
        ConvShape s = c.shape;
        int batch = c.batch;
        SplittableRandom random = new SplittableRandom(7);
        Tensor x = RandomArrays.tensor(random, 3, batch, s.inputs());
        Tensor w = RandomArrays.tensor(random, 5, s.weights());
        Tensor bias = c.biased ? RandomArrays.tensor(random, 2, s.filters()) : null;
        Tensor dy = RandomArrays.tensor(random, 1, batch, s.outputs());
        WeightsAndBias weights = new WeightsAndBias(w, bias, null);

        Tensor y = RandomArrays.tensor(random, 4, batch, s.outputs());
        Tensor expectedY = RandomArrays.copy(y);
        REFERENCE.conv(s, x, weights, Epilogue.RELU6, expectedY);
        kernel.forward(x, weights, Epilogue.RELU6, y);
        RandomArrays.requireClose(expectedY.data(), y.data(), yBound);

        Tensor dw = RandomArrays.tensor(random, 6, s.weights());
        Tensor expectedDw = RandomArrays.copy(dw);
        REFERENCE.convBackwardKernel(s, x, dy, expectedDw);
        kernel.backwardKernel(x, dy, dw);
        RandomArrays.requireClose(expectedDw.data(), dw.data(), dwBound);

        Tensor dx = RandomArrays.tensor(random, 2, batch, s.inputs());
        Tensor expectedDx = RandomArrays.copy(dx);
        REFERENCE.convBackwardInput(s, dy, w, expectedDx);
        kernel.backwardInput(dy, w, dx);
        RandomArrays.requireClose(expectedDx.data(), dx.data(), dxBound);
    }
}
