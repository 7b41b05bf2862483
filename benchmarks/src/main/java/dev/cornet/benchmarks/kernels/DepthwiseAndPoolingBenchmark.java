package dev.cornet.benchmarks.kernels;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.Window;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** JMH benchmark of 3×3 depthwise convolution and 2×2 pooling, forward and backward, at sizes of MobileNet's layers. */
public class DepthwiseAndPoolingBenchmark extends KernelBenchmark {
    @Param({"112x32x1", "56x128x8", "14x512x8"})
    String sizeChannelsBatch = "112x32x1";

    private int channels;
    private int batch;
    private ConvShape depthwiseShape = ConvShape.depthwise(window(1, 3, 1), 1, 1);
    private Window poolWindow = window(2, 2, 2);
    private float[] x = {};
    private float[] w = {};
    private float[] y = {};
    private float[] pooled = {};
    private float[] dx = {};
    private float[] dw = {};

    private static Window window(int size, int kernel, int stride) {
        int[] strides = {stride, stride};
        return Window.of(size, size, new int[] {kernel, kernel}, strides, new int[] {1, 1}, true);
    }

    @Setup
    public void fill(BenchmarkBackend backend) {
        String[] sizes = sizeChannelsBatch.split("x");
        channels = Integer.parseInt(sizes[1]);
        batch = Integer.parseInt(sizes[2]);
        depthwiseShape = ConvShape.depthwise(window(Integer.parseInt(sizes[0]), 3, 1), channels, 1);
        poolWindow = window(Integer.parseInt(sizes[0]), 2, 2);
        x = BenchmarkBackend.values(batch * depthwiseShape.inputs());
        y = BenchmarkBackend.values(x.length);
        w = BenchmarkBackend.values(depthwiseShape.weights());
        pooled = new float[batch * poolWindow.outputPixels() * channels];
        dx = new float[x.length];
        dw = new float[w.length];
        backend.instance.maxPool(poolWindow, batch, channels, x, 0, pooled, 0);
    }

    @Benchmark
    public float[] depthwise(BenchmarkBackend backend) {
        backend.instance.conv(depthwiseShape, batch, x, 0, w, 0, null, null, 0, Epilogue.RELU, dx, 0);
        return dx;
    }

    @Benchmark
    public float[] depthwiseBackwardInput(BenchmarkBackend backend) {
        backend.instance.convBackwardInput(depthwiseShape, batch, y, 0, w, 0, dx, 0);
        return dx;
    }

    @Benchmark
    public float[] depthwiseBackwardKernel(BenchmarkBackend backend) {
        backend.instance.convBackwardKernel(depthwiseShape, batch, x, 0, y, 0, dw, 0);
        return dw;
    }

    @Benchmark
    public float[] maxPool(BenchmarkBackend backend) {
        backend.instance.maxPool(poolWindow, batch, channels, x, 0, pooled, 0);
        return pooled;
    }

    @Benchmark
    public float[] maxPoolBackward(BenchmarkBackend backend) {
        backend.instance.maxPoolBackward(poolWindow, batch, channels, x, 0, pooled, 0, pooled, 0, dx, 0);
        return dx;
    }

    @Benchmark
    public float[] averagePool(BenchmarkBackend backend) {
        backend.instance.averagePool(poolWindow, batch, channels, x, 0, dx, 0);
        return dx;
    }

    @Benchmark
    public float[] averagePoolBackward(BenchmarkBackend backend) {
        backend.instance.averagePoolBackward(poolWindow, batch, channels, pooled, 0, dx, 0);
        return dx;
    }
}
