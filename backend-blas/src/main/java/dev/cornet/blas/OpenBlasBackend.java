package dev.cornet.blas;

import dev.cornet.backend.ArgumentChecks;
import dev.cornet.backend.Backend;
import dev.cornet.backend.Backends;
import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.JavaBackend;
import dev.cornet.backend.PackedWeights;
import dev.cornet.backend.Precision;
import dev.cornet.backend.Window;
import dev.cornet.backend.WorkerPool;
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

    private record PoolKey(Window window, int channels) {}

    /** A backend that uses, at each call, the current {@link Backends#precision()}. */
    OpenBlasBackend(NativeLoader natives) {
        this.natives = natives;
        this.gemm = new Gemm(new NativeBlas(natives));
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
    public void gemm(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            float alpha,
            float[] a,
            int aOff,
            int lda,
            float[] b,
            int bOff,
            int ldb,
            float beta,
            float[] c,
            int cOff,
            int ldc) {
        gemm.run(transposeA, transposeB, m, n, k, alpha, a, aOff, lda, b, bOff, ldb, beta, c, cOff, ldc);
    }

    private ConvKernel kernel(ConvKey key) {
        return ConvAlgorithmSelector.kernel(gemm, key.shape(), key.batch(), key.precision());
    }

    private ConvKernel cachedKernel(ConvShape shape, int batch) {
        return convKernels.get(ConvKey.of(shape, batch, precision()));
    }

    private ConvKernel conv(ConvShape shape, int batch, float[] x, int xOff, float[] w, int wOff, float[] y, int yOff) {
        ArgumentChecks.conv(shape, batch, x, xOff, w, wOff, y, yOff);
        return cachedKernel(shape, batch);
    }

    @Override
    public void conv(
            ConvShape shape,
            int batch,
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
        if (bias != null) {
            ArgumentChecks.require("bias", bias, biasOff, shape.filters());
        }
        ConvKernel kernel = conv(shape, batch, x, xOff, w, wOff, y, yOff);
        if (packed != null && packed.hasFactors() && !kernel.appliesPackedFactors()) {
            float[] scaled = packed.scaled(w, wOff, shape.weights());
            kernel.forward(x, xOff, scaled, 0, null, bias, biasOff, epilogue, y, yOff);
        } else {
            kernel.forward(x, xOff, w, wOff, packed, bias, biasOff, epilogue, y, yOff);
        }
    }

    @Override
    public void convBackwardInput(
            ConvShape shape, int batch, float[] dy, int dyOff, float[] w, int wOff, float[] dx, int dxOff) {
        conv(shape, batch, dx, dxOff, w, wOff, dy, dyOff).backwardInput(dy, dyOff, w, wOff, dx, dxOff);
    }

    @Override
    public void convBackwardKernel(
            ConvShape shape, int batch, float[] x, int xOff, float[] dy, int dyOff, float[] dw, int dwOff) {
        conv(shape, batch, x, xOff, dw, dwOff, dy, dyOff).backwardKernel(x, xOff, dy, dyOff, dw, dwOff);
    }

    @Override
    public void convBackward(
            ConvShape shape,
            int batch,
            float[] x,
            int xOff,
            float[] dy,
            int dyOff,
            float[] w,
            int wOff,
            @Nullable PackedWeights packed,
            float[] dx,
            int dxOff,
            float[] dw,
            int dwOff) {
        ArgumentChecks.conv(shape, batch, dx, dxOff, dw, dwOff, dy, dyOff);
        conv(shape, batch, x, xOff, w, wOff, dy, dyOff)
                .backward(x, xOff, dy, dyOff, w, wOff, packed, dx, dxOff, dw, dwOff);
    }

    @Override
    public boolean fusesConvMaxPool2x2(ConvShape shape, int batch) {
        return ConvAlgorithmSelector.select(shape, batch, precision()).fusesMaxPool(shape);
    }

    private @Nullable ConvMaxPoolKernel maxPoolKernel(ConvShape shape, int batch) {
        ConvAlgorithm algorithm = ConvAlgorithmSelector.select(shape, batch, precision());
        return algorithm.fusesMaxPool(shape) ? (ConvMaxPoolKernel) cachedKernel(shape, batch) : null;
    }

    @Override
    public void convMaxPool2x2(
            ConvShape shape,
            int batch,
            float[] x,
            int xOff,
            float[] w,
            int wOff,
            @Nullable PackedWeights packed,
            float @Nullable [] bias,
            int biasOff,
            Epilogue epilogue,
            float @Nullable [] z,
            int zOff,
            float[] y,
            int yOff) {
        ConvMaxPoolKernel kernel = maxPoolKernel(shape, batch);
        if (kernel == null) {
            Backend.super.convMaxPool2x2(
                    shape, batch, x, xOff, w, wOff, packed, bias, biasOff, epilogue, z, zOff, y, yOff);
            return;
        }
        ArgumentChecks.convMaxPool2x2(shape, batch, x, xOff, w, wOff, z, zOff, y, yOff);
        if (bias != null) {
            ArgumentChecks.require("bias", bias, biasOff, shape.filters());
        }
        kernel.forwardMaxPool(x, xOff, w, wOff, packed, bias, biasOff, epilogue, z, zOff, y, yOff);
    }

    @Override
    public void convMaxPool2x2Backward(
            ConvShape shape,
            int batch,
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
            @Nullable PackedWeights packed,
            float @Nullable [] dx,
            int dxOff,
            float @Nullable [] dw,
            int dwOff) {
        ConvMaxPoolKernel kernel = maxPoolKernel(shape, batch);
        if (kernel == null) {
            Backend.super.convMaxPool2x2Backward(
                    shape, batch, x, xOff, z, zOff, y, yOff, dy, dyOff, w, wOff, packed, dx, dxOff, dw, dwOff);
            return;
        }
        ArgumentChecks.convMaxPool2x2Backward(
                shape, batch, x, xOff, z, zOff, y, yOff, dy, dyOff, w, wOff, dx, dxOff, dw, dwOff);
        kernel.backwardMaxPool(x, xOff, z, zOff, y, yOff, dy, dyOff, w, wOff, packed, dx, dxOff, dw, dwOff);
    }

    @Override
    public void maxPool(Window window, int batch, int channels, float[] x, int xOff, float[] y, int yOff) {
        maxPools.get(new PoolKey(window, channels)).forward(batch, x, xOff, y, yOff);
    }

    @Override
    public void maxPoolBackward(
            Window window,
            int batch,
            int channels,
            float[] x,
            int xOff,
            float[] y,
            int yOff,
            float[] dy,
            int dyOff,
            float[] dx,
            int dxOff) {
        maxPools.get(new PoolKey(window, channels)).backward(batch, x, xOff, y, yOff, dy, dyOff, dx, dxOff);
    }

    @Override
    public void averagePool(Window window, int batch, int channels, float[] x, int xOff, float[] y, int yOff) {
        averagePools.get(new PoolKey(window, channels)).forward(batch, x, xOff, y, yOff);
    }

    @Override
    public void averagePoolBackward(
            Window window, int batch, int channels, float[] dy, int dyOff, float[] dx, int dxOff) {
        averagePools.get(new PoolKey(window, channels)).backward(batch, dy, dyOff, dx, dxOff);
    }

    @Override
    public void exp(int n, float[] x, int xOff, float[] y, int yOff) {
        VectorMath.exp(n, x, xOff, y, yOff);
    }

    @Override
    public void tanh(int n, float[] x, int xOff, float[] y, int yOff) {
        VectorMath.tanh(n, x, xOff, y, yOff);
    }

    @Override
    public void sigmoid(int n, float[] x, int xOff, float[] y, int yOff) {
        VectorMath.sigmoid(n, x, xOff, y, yOff);
    }

    @Override
    public void softmaxRows(int rows, int columns, float[] x, int xOff, float[] y, int yOff) {
        Softmax.rows(rows, columns, x, xOff, y, yOff);
    }
}
