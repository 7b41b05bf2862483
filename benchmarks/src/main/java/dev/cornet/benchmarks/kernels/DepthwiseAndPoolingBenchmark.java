package dev.cornet.benchmarks.kernels;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.WeightsAndBias;
import dev.cornet.backend.Window;
import dev.cornet.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** JMH benchmark of 3×3 depthwise convolution and 2×2 pooling, forward and backward, at sizes of MobileNet's layers. */
public class DepthwiseAndPoolingBenchmark extends KernelBenchmark {
    @Param({"112x32x1", "56x128x8", "14x512x8"})
    String sizeChannelsBatch = "112x32x1";

    private ConvShape depthwiseShape = ConvShape.depthwise(window(1, 3, 1), 1, 1);
    private Window poolWindow = window(2, 2, 2);
    private Tensor x = Tensor.zeros(0);
    private WeightsAndBias w = WeightsAndBias.of(x);
    private Tensor y = x;
    private Tensor pooled = x;
    private Tensor dx = x;
    private Tensor dw = x;

    private static Window window(int size, int kernel, int stride) {
        int[] strides = {stride, stride};
        return Window.of(size, size, new int[] {kernel, kernel}, strides, new int[] {1, 1}, true);
    }

    @Setup
    public void fill(BenchmarkBackend backend) {
        String[] sizes = sizeChannelsBatch.split("x");
        int size = Integer.parseInt(sizes[0]);
        int channels = Integer.parseInt(sizes[1]);
        int batch = Integer.parseInt(sizes[2]);
        depthwiseShape = ConvShape.depthwise(window(size, 3, 1), channels, 1);
        poolWindow = window(size, 2, 2);
        x = BenchmarkBackend.tensor(batch, size, size, channels);
        y = BenchmarkBackend.tensor(batch, size, size, channels);
        w = WeightsAndBias.of(BenchmarkBackend.tensor(3, 3, channels, 1));
        pooled = Tensor.zeros(batch, poolWindow.outHeight(), poolWindow.outWidth(), channels);
        dx = Tensor.zeros(x.shape());
        dw = Tensor.zeros(w.unscaled().shape());
        backend.instance.maxPool(poolWindow, x, pooled);
    }

    @Benchmark
    public Tensor depthwise(BenchmarkBackend backend) {
        backend.instance.conv(depthwiseShape, x, w, Epilogue.RELU, dx);
        return dx;
    }

    @Benchmark
    public Tensor depthwiseBackwardInput(BenchmarkBackend backend) {
        backend.instance.convBackwardInput(depthwiseShape, y, w.unscaled(), dx);
        return dx;
    }

    @Benchmark
    public Tensor depthwiseBackwardKernel(BenchmarkBackend backend) {
        backend.instance.convBackwardKernel(depthwiseShape, x, y, dw);
        return dw;
    }

    @Benchmark
    public Tensor maxPool(BenchmarkBackend backend) {
        backend.instance.maxPool(poolWindow, x, pooled);
        return pooled;
    }

    @Benchmark
    public Tensor maxPoolBackward(BenchmarkBackend backend) {
        backend.instance.maxPoolBackward(poolWindow, x, pooled, pooled, dx);
        return dx;
    }

    @Benchmark
    public Tensor averagePool(BenchmarkBackend backend) {
        backend.instance.averagePool(poolWindow, x, pooled);
        return pooled;
    }

    @Benchmark
    public Tensor averagePoolBackward(BenchmarkBackend backend) {
        backend.instance.averagePoolBackward(poolWindow, pooled, dx);
        return dx;
    }
}
