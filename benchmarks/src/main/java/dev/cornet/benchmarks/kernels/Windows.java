package dev.cornet.benchmarks.kernels;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.Window;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Depthwise convolutions of 3x3 and pooling of 2x2, forward and back, at sizes of MobileNet's layers. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 400, timeUnit = TimeUnit.MILLISECONDS)
public class Windows {
    @Param({"112x32x1", "56x128x8", "14x512x8"})
    String sizeChannelsBatch = "112x32x1";

    private int channels;
    private int batch;
    private ConvShape three = ConvShape.depthwise(window(1, 3, 1), 1, 1);
    private Window two = window(2, 2, 2);
    private float[] x = {};
    private float[] w = {};
    private float[] y = {};
    private float[] half = {};
    private float[] dx = {};
    private float[] dw = {};

    private static Window window(int size, int kernel, int stride) {
        int[] strides = {stride, stride};
        return Window.of(size, size, new int[] {kernel, kernel}, strides, new int[] {1, 1}, true);
    }

    @Setup
    public void fill(Chosen chosen) {
        String[] sizes = sizeChannelsBatch.split("x");
        channels = Integer.parseInt(sizes[1]);
        batch = Integer.parseInt(sizes[2]);
        three = ConvShape.depthwise(window(Integer.parseInt(sizes[0]), 3, 1), channels, 1);
        two = window(Integer.parseInt(sizes[0]), 2, 2);
        x = Chosen.values(batch * three.inputs());
        y = Chosen.values(x.length);
        w = Chosen.values(three.weights());
        half = new float[batch * two.outputPixels() * channels];
        dx = new float[x.length];
        dw = new float[w.length];
        chosen.instance.maxPool(two, batch, channels, x, 0, half, 0);
    }

    @Benchmark
    public float[] depthwise(Chosen chosen) {
        chosen.instance.conv(three, batch, x, 0, w, 0, null, null, 0, Epilogue.RELU, dx, 0);
        return dx;
    }

    @Benchmark
    public float[] depthwiseBackwardInput(Chosen chosen) {
        chosen.instance.convBackwardInput(three, batch, y, 0, w, 0, dx, 0);
        return dx;
    }

    @Benchmark
    public float[] depthwiseBackwardKernel(Chosen chosen) {
        chosen.instance.convBackwardKernel(three, batch, x, 0, y, 0, dw, 0);
        return dw;
    }

    @Benchmark
    public float[] maxPool(Chosen chosen) {
        chosen.instance.maxPool(two, batch, channels, x, 0, half, 0);
        return half;
    }

    @Benchmark
    public float[] maxPoolBackward(Chosen chosen) {
        chosen.instance.maxPoolBackward(two, batch, channels, x, 0, half, 0, half, 0, dx, 0);
        return dx;
    }

    @Benchmark
    public float[] averagePool(Chosen chosen) {
        chosen.instance.averagePool(two, batch, channels, x, 0, dx, 0);
        return dx;
    }

    @Benchmark
    public float[] averagePoolBackward(Chosen chosen) {
        chosen.instance.averagePoolBackward(two, batch, channels, half, 0, dx, 0);
        return dx;
    }
}
