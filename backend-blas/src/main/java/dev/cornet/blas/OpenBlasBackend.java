package dev.cornet.blas;

import dev.cornet.backend.ArgumentChecks;
import dev.cornet.backend.Backend;
import dev.cornet.backend.Backends;
import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.JavaBackend;
import dev.cornet.backend.Matrix;
import dev.cornet.backend.MaxPooled;
import dev.cornet.backend.PackedWeights;
import dev.cornet.backend.Precision;
import dev.cornet.backend.WeightsAndBias;
import dev.cornet.backend.Window;
import dev.cornet.backend.WorkerPool;
import dev.cornet.backend.Workspace;
import dev.cornet.tensor.Tensor;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The OpenBLAS backend: matrix products and convolutions use native calls, everything else runs in Java loops. */
final class OpenBlasBackend implements Backend {
    private final NativeLoader natives;
    private final Gemm gemm;
    private final JavaBackend javaBackend = new JavaBackend();
    private final KernelCache<ConvKey, ConvKernel> convKernels;
    private final KernelCache<PoolKey, MaxPool> maxPools =
            new KernelCache<>(key -> new MaxPool(key.window(), key.channels(), javaBackend));
    private final KernelCache<PoolKey, AveragePool> averagePools =
            new KernelCache<>(key -> new AveragePool(key.window(), key.channels()));
    private final @Nullable Precision precision;
    private final Map<Precision, Backend> byPrecision;

    private record PoolKey(Window window, int channels) {
        static PoolKey of(Window window, Tensor x) {
            return new PoolKey(window, x.shape().last());
        }
    }

    /** A backend that uses, at each call, the current {@link Backends#precision()}. */
    OpenBlasBackend(NativeLoader natives) {
        this.natives = natives;
        this.gemm = new Gemm(new NativeBlas(natives), NativeCallSize.ofMachine());
        this.convKernels = new KernelCache<>(this::kernel);
        this.precision = null;
        this.byPrecision = new EnumMap<>(Precision.class);
        for (Precision each : Precision.values()) {
            byPrecision.put(each, new OpenBlasBackend(this, each));
        }
    }

    private OpenBlasBackend(OpenBlasBackend other, Precision precision) {
        this.natives = other.natives;
        this.gemm = other.gemm;
        this.convKernels = other.convKernels;
        this.precision = precision;
        this.byPrecision = other.byPrecision;
    }

    @Override
    public Backend at(Precision precision) {
        return Objects.requireNonNull(byPrecision.get(precision), "one backend for each precision");
    }

    private Precision precision() {
        Precision fixed = precision;
        return fixed == null ? Backends.precision() : fixed;
    }

    @Override
    public String describe() {
        return "OpenBLAS (" + Path.of(natives.library()).getFileName() + "), 1 BLAS thread in each of "
                + WorkerPool.shared().threads() + " threads";
    }

    @Override
    public void gemm(Matrix a, Matrix b, float beta, Matrix c) {
        gemm.run(a, b, beta, c);
    }

    @Override
    public void gemm(Matrix a, int aAt, Matrix b, int bAt, float beta, Matrix c, int cAt) {
        gemm.run(a, aAt, b, bAt, beta, c, cAt);
    }

    @Override
    public void gemm(Tensor a, boolean transposeA, Tensor b, boolean transposeB, float beta, Tensor c) {
        int k = ArgumentChecks.gemm(a, transposeA, b, transposeB, c);
        int n = c.shape().last();
        int m = n == 0 ? 0 : c.size() / n;
        GemmShape shape = GemmShape.of(m, n, k, transposeA, transposeB);
        gemm.run(shape, a.data(), a.offset(), b.data(), b.offset(), beta, c.data(), c.offset());
    }

    @Override
    public void addSumRows(Tensor x, int rows, Tensor sum) {
        int n = ArgumentChecks.sumRows(x, rows, sum);
        if (n == 0 || rows == 0) {
            return;
        }
        GemmShape shape = GemmShape.of(1, n, rows, false, false);
        float[] ones = Workspace.ones(rows);
        if (sum.size() == n) {
            gemm.run(shape, ones, 0, x.data(), x.offset(), 1, sum.data(), sum.offset());
            return;
        }
        WorkerPool.shared().run(sum.size() / n, i -> {
            int xAt = x.offset() + i * rows * n;
            gemm.run(shape, ones, 0, x.data(), xAt, 1, sum.data(), sum.offset() + i * n);
        });
    }

    private ConvKernel kernel(ConvKey key) {
        return ConvAlgorithmSelector.kernel(gemm, key.shape(), key.batch(), key.precision());
    }

    private ConvKernel cachedKernel(ConvShape shape, int batch) {
        return convKernels.get(ConvKey.of(shape, batch, precision()));
    }

    /** Checks the sizes of a convolution, for the batch of x, and returns its kernel. */
    private ConvKernel kernel(ConvShape shape, Tensor x, Tensor w, Tensor y) {
        ArgumentChecks.conv(shape, x, w, y);
        return cachedKernel(shape, x.shape().dim(0));
    }

    @Override
    public void conv(ConvShape shape, Tensor x, WeightsAndBias w, Epilogue epilogue, Tensor y) {
        ArgumentChecks.bias(shape, w.bias());
        ConvKernel kernel = kernel(shape, x, w.unscaled(), y);
        PackedWeights packed = w.packed();
        if (packed != null && packed.hasFactors() && !kernel.appliesPackedFactors()) {
            kernel.forward(x, new WeightsAndBias(w.kernel(), w.bias(), null), epilogue, y);
        } else {
            kernel.forward(x, w, epilogue, y);
        }
    }

    @Override
    public void convBackwardInput(ConvShape shape, Tensor dy, Tensor w, Tensor dx) {
        kernel(shape, dx, w, dy).backwardInput(dy, w, dx);
    }

    @Override
    public void convBackwardKernel(ConvShape shape, Tensor x, Tensor dy, Tensor dw) {
        kernel(shape, x, dw, dy).backwardKernel(x, dy, dw);
    }

    @Override
    public void convBackward(ConvShape shape, Tensor x, Tensor dy, WeightsAndBias w, Tensor dx, Tensor dw) {
        ArgumentChecks.conv(shape, dx, dw, dy);
        kernel(shape, x, w.unscaled(), dy).backward(x, dy, w, dx, dw);
    }

    @Override
    public boolean fusesConvMaxPool2x2(ConvShape shape, int batch) {
        return ConvAlgorithmSelector.select(shape, batch, precision(), gemm.callSize())
                .fusesMaxPool(shape);
    }

    private @Nullable ConvMaxPoolKernel maxPoolKernel(ConvShape shape, Tensor x) {
        int batch = ArgumentChecks.batch("x", x);
        ConvAlgorithm algorithm = ConvAlgorithmSelector.select(shape, batch, precision(), gemm.callSize());
        return algorithm.fusesMaxPool(shape) ? (ConvMaxPoolKernel) cachedKernel(shape, batch) : null;
    }

    @Override
    public int convMaxPool2x2Kept(ConvShape shape, int batch) {
        ConvAlgorithm algorithm = ConvAlgorithmSelector.select(shape, batch, precision(), gemm.callSize());
        return algorithm.fusesMaxPool(shape) ? ((ConvMaxPoolKernel) cachedKernel(shape, batch)).keptValues() : 0;
    }

    private static void checkKept(ConvMaxPoolKernel kernel, MaxPooled results) {
        if (results.kept() != null) {
            ArgumentChecks.require("kept", results.kept(), kernel.keptValues());
        }
    }

    @Override
    public void convMaxPool2x2(ConvShape shape, Tensor x, WeightsAndBias w, Epilogue epilogue, MaxPooled results) {
        ConvMaxPoolKernel kernel = maxPoolKernel(shape, x);
        if (kernel == null) {
            Backend.super.convMaxPool2x2(shape, x, w, epilogue, results);
            return;
        }
        ArgumentChecks.convMaxPool2x2(shape, x, w.unscaled(), results);
        ArgumentChecks.bias(shape, w.bias());
        checkKept(kernel, results);
        kernel.forwardMaxPool(x, w, epilogue, results);
    }

    @Override
    public void convMaxPool2x2Backward(
            ConvShape shape,
            Tensor x,
            MaxPooled results,
            Tensor dy,
            WeightsAndBias w,
            @Nullable Tensor dx,
            @Nullable Tensor dw) {
        ConvMaxPoolKernel kernel = maxPoolKernel(shape, x);
        if (kernel == null) {
            Backend.super.convMaxPool2x2Backward(shape, x, results, dy, w, dx, dw);
            return;
        }
        ArgumentChecks.convMaxPool2x2Backward(shape, x, results, dy, w.unscaled(), dx, dw);
        checkKept(kernel, results);
        kernel.backwardMaxPool(x, results, dy, w, dx, dw);
    }

    @Override
    public void maxPool(Window window, Tensor x, Tensor y) {
        ArgumentChecks.pool(window, x, y);
        maxPools.get(PoolKey.of(window, x)).forward(x, y);
    }

    @Override
    public void maxPoolBackward(Window window, Tensor x, Tensor y, Tensor dy, Tensor dx) {
        ArgumentChecks.pool(window, x, y);
        ArgumentChecks.pool(window, dx, dy);
        ArgumentChecks.require("dx", dx, x.size());
        maxPools.get(PoolKey.of(window, x)).backward(x, y, dy, dx);
    }

    @Override
    public void averagePool(Window window, Tensor x, Tensor y) {
        ArgumentChecks.pool(window, x, y);
        averagePools.get(PoolKey.of(window, x)).forward(x, y);
    }

    @Override
    public void averagePoolBackward(Window window, Tensor dy, Tensor dx) {
        ArgumentChecks.pool(window, dx, dy);
        averagePools.get(PoolKey.of(window, dx)).backward(dy, dx);
    }

    @Override
    public void exp(Tensor x, Tensor y) {
        VectorMath.exp(x, y);
    }

    @Override
    public void tanh(Tensor x, Tensor y) {
        VectorMath.tanh(x, y);
    }

    @Override
    public void sigmoid(Tensor x, Tensor y) {
        VectorMath.sigmoid(x, y);
    }

    @Override
    public void softmaxRows(Tensor x, Tensor y) {
        Softmax.rows(x, y);
    }
}
